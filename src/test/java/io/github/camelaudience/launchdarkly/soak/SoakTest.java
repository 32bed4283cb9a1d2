package io.github.camelaudience.launchdarkly.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Short soaks; {@link Soak}, {@link PoisonSoak} and {@link StallSoak} run long ones. */
class SoakTest {

    private static SoakResult run(SoakPlan plan, SegmentKind kind) throws Exception {
        SoakResult result = new SoakRun(plan, kind).run();
        System.out.println(result);
        assertThat(result.isRight()).as(result.toString()).isTrue();
        return result;
    }

    @ParameterizedTest
    @EnumSource
    void onePercentOfFaults(SegmentKind kind) throws Exception {
        SoakResult result = run(new SoakPlan(20_000, 2_000, 10, 4, 0.01, true, 1, false, 20, 10_000), kind);
        assertThat(result.needed()).isGreaterThan(100);
    }

    @ParameterizedTest
    @EnumSource
    void tenMembershipsThatFlip(SegmentKind kind) throws Exception {
        SoakResult result = run(new SoakPlan(1_000, 10, 2, 8, 0.1, true, 2, true, 100, 8), kind);
        assertThat(result.needed()).isGreaterThan(100);
    }

    @ParameterizedTest
    @EnumSource
    void oneBadMemberInEachBatch(SegmentKind kind) throws Exception {
        System.out.println(new PoisonRun(20, 1_000, 2, kind).run());
    }

    @Test
    void aSinkThatStalls() throws Exception {
        StallRun.Result result = new StallRun(6, 4, 1_000).run();
        System.out.println(result);
        StallSoak.assertBounded(result, 16L << 20);
    }
}
