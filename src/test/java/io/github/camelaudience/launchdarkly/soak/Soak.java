package io.github.camelaudience.launchdarkly.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentKind;
import org.junit.jupiter.api.Test;

/**
 * A soak of any length: {@code mvn -q verify -Psoak -Dsoak.events=1000000 -Dsoak.slots=50000 -Dsoak.faults=0.01
 * -Dsoak.seed=7}, with {@code -Dsoak.backend=standard} or {@code big} for another kind of segments. Its last line tells what came of it.
 */
class Soak {

    /** Requests per request needed, at one percent of faults. */
    private static final double AMPLIFICATION = 1.03;

    @Test
    void nothingIsLostWrongOrOutOfOrder() throws Exception {
        SoakPlan plan = SoakPlan.fromProperties();
        SoakResult result = new SoakRun(plan, SegmentKind.valueOf(System.getProperty("soak.backend", "synced"))).run();
        System.out.println("heap after collection, at most: " + result.peakHeap() / (1 << 20) + " MiB");
        System.out.println(result);
        assertThat(result.isRight()).as(result.toString()).isTrue();
        if (plan.faults() <= 0.01) {
            assertThat((double) result.requests()).isLessThanOrEqualTo(AMPLIFICATION * result.needed());
        }
    }
}
