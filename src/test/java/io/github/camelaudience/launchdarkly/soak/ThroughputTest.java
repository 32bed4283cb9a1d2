package io.github.camelaudience.launchdarkly.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Events of one message each get through as fast as requests come back, and with few of them where audiences share requests. All
 * bounds are shares of what one run measures: {@code -Dthroughput.share=0.8 -Dthroughput.seconds=5} is strict, the ordinary tests
 * leave room for a busy machine.
 */
class ThroughputTest {

    private static final double SHARE = Double.parseDouble(System.getProperty("throughput.share", "0.3"));
    private static final Duration MEASURED = Duration.ofSeconds(Integer.getInteger("throughput.seconds", 1));
    private static final Duration WARM_UP = MEASURED;
    private static final int MANY = 256;
    private static final int FEW = 16;
    private static final double MOST_REQUESTS = 25;

    private final ThroughputRun run = new ThroughputRun(WARM_UP, MEASURED);

    @Test
    void manyAudiencesInARequest() throws Exception {
        double roundTrip = run.roundTripMillis();
        double atMost = MANY / roundTrip * 1_000;
        ThroughputRun.Rate rate = run.asynchronous("audiencesPerRequest=many", MANY);
        said(rate, atMost, "of inProgress/roundTrip, which was " + Math.round(roundTrip) + " ms");
        assertThat(rate.requests()).isLessThanOrEqualTo(MOST_REQUESTS);
        assertThat(rate.events()).isGreaterThanOrEqualTo(SHARE * atMost);
    }

    @Test
    void oneAudienceInARequest() throws Exception {
        ThroughputRun.Rate naive = run.naive(MANY);
        ThroughputRun.Rate rate = run.asynchronous("audiencesPerRequest=one", MANY);
        said(rate, naive.events(), "of the naive client");
        assertThat(rate.events()).isGreaterThanOrEqualTo(SHARE * naive.events());
        assertThat(rate.requests()).isLessThanOrEqualTo(1.01 * rate.events());
    }

    @Test
    void aFewBlockingSenders() throws Exception {
        ThroughputRun.Rate naive = run.naive(FEW);
        ThroughputRun.Rate rate = run.blocking("audiencesPerRequest=one", FEW);
        said(rate, naive.events(), "of the naive client");
        assertThat(rate.events()).isGreaterThanOrEqualTo(SHARE * naive.events());
    }

    private static void said(ThroughputRun.Rate rate, double most, String what) {
        System.out.printf("throughput: %s: %.2f %s%n", rate.sender(), rate.events() / most, what);
    }
}
