package io.github.camelaudience.launchdarkly.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.camelaudience.launchdarkly.core.launchdarkly.AudiencesPerRequest;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentKind;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Short soaks; {@link Soak}, {@link PoisonSoak} and {@link StallSoak} run long ones. */
class SoakTest {

    static Stream<Arguments> waysToWrite() {
        return Stream.of(
                arguments(SegmentKind.synced, AudiencesPerRequest.one),
                arguments(SegmentKind.synced, AudiencesPerRequest.many),
                arguments(SegmentKind.standard, AudiencesPerRequest.one),
                arguments(SegmentKind.big, AudiencesPerRequest.one));
    }

    private static SoakResult run(SoakPlan plan, SegmentKind kind) throws Exception {
        SoakResult result = new SoakRun(plan, kind).run();
        System.out.println(result);
        assertThat(result.isRight()).as(result.toString()).isTrue();
        return result;
    }

    @ParameterizedTest
    @MethodSource("waysToWrite")
    void onePercentOfFaults(SegmentKind kind, AudiencesPerRequest perRequest) throws Exception {
        SoakResult result = run(new SoakPlan(20_000, 2_000, 10, 4, 0.01, true, 1, false, 20, 10_000, perRequest), kind);
        assertThat(result.needed()).isGreaterThan(100);
    }

    @ParameterizedTest
    @MethodSource("waysToWrite")
    void tenMembershipsThatFlip(SegmentKind kind, AudiencesPerRequest perRequest) throws Exception {
        SoakResult result = run(new SoakPlan(400, 10, 2, 8, 0.1, true, 2, true, 100, 8, perRequest), kind);
        assertThat(result.needed()).isGreaterThan(20);
    }

    @ParameterizedTest
    @CsvSource({"1, synced", "2, synced", "20, synced", "300, synced", "1, standard", "1, big"})
    void oneBadMemberInEachBatch(int audiences, SegmentKind kind) throws Exception {
        System.out.println(new PoisonRun(20, 1_000, audiences, 2, kind).run());
    }

    @Test
    void aSinkThatStalls() throws Exception {
        StallRun.Result result = new StallRun(6, 4, 1_000).run();
        System.out.println(result);
        StallSoak.assertBounded(result, 16L << 20);
    }
}
