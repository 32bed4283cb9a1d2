package io.github.camelaudience.launchdarkly.soak;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Short soaks; {@link Soak}, {@link PoisonSoak} and {@link StallSoak} run long ones. */
class SoakTest {

    private static SoakResult run(SoakPlan plan) throws Exception {
        SoakResult result = new SoakRun(plan).run();
        System.out.println(result);
        assertThat(result.isRight()).as(result.toString()).isTrue();
        return result;
    }

    @Test
    void onePercentOfFaults() throws Exception {
        SoakResult result = run(new SoakPlan(20_000, 2_000, 10, 4, 0.01, true, 1, false, 20, 10_000));
        assertThat(result.needed()).isGreaterThan(100);
    }

    @Test
    void tenMembershipsThatFlip() throws Exception {
        SoakResult result = run(new SoakPlan(1_000, 10, 2, 8, 0.1, true, 2, true, 100, 8));
        assertThat(result.needed()).isGreaterThan(100);
    }

    @Test
    void oneBadMemberInEachBatch() throws Exception {
        System.out.println(new PoisonRun(20, 1_000, 2).run());
    }

    @Test
    void aSinkThatStalls() throws Exception {
        StallRun.Result result = new StallRun(6, 4, 1_000).run();
        System.out.println(result);
        StallSoak.assertBounded(result, 16L << 20);
    }
}
