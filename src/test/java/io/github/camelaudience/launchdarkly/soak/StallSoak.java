package io.github.camelaudience.launchdarkly.soak;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Three minutes without an answer: {@code mvn -q verify -Psoak -Dtest=StallSoak -Dsoak.seconds=180}. */
class StallSoak {

    private static final long PLATEAU = 4 << 20;

    @Test
    void theHeapHasAPlateau() throws Exception {
        StallRun.Result result = new StallRun(
                        Integer.getInteger("soak.seconds", 180), Integer.getInteger("soak.senders", 4), 10_000)
                .run();
        System.out.println(result);
        assertBounded(result, PLATEAU);
    }

    static void assertBounded(StallRun.Result result, long mostGrowth) {
        assertThat(result.mostPending()).isLessThanOrEqualTo(result.maxPending());
        assertThat(result.calledBack()).isEqualTo(result.sent());
        assertThat(result.failed()).isEqualTo(result.sent());
        assertThat(result.growth()).as(result.toString()).isLessThan(mostGrowth);
    }
}
