package io.github.camelaudience.launchdarkly.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Stand-ins that allow a hundred requests per ten seconds, for some minutes: {@code mvn -q verify -Psoak
 * -Dtest=RateLimitSoak}.
 */
class RateLimitSoak {

    private static final int ALLOWED = 100;
    private static final int WARM_UP = 4;
    private static final int WINDOWS = 12;
    private static final long CAP = 30_000;
    private static final long SLACK = 1_500;

    @Test
    void whatIsAllowedIsUsedAndHardlyAnythingIsThrottled() throws Exception {
        int changes = ALLOWED * (WARM_UP + WINDOWS);
        RateLimitRun.Plan plan = new RateLimitRun.Plan(ALLOWED, changes, WARM_UP, WINDOWS, true, CAP);
        List<RateLimitRun.Figures> all = new RateLimitRun(plan).run(Duration.ofMinutes(10));
        all.forEach(System.out::println);
        for (RateLimitRun.Figures figures : all) {
            // A server that asks for 30 years is obeyed for the longest wait, after each refusal.
            double least = figures.kind() == RateLimitRun.Kind.RETRY_AFTER_HUGE ? 0.50 : 0.90;
            assertThat(figures.delivered()).as(figures.toString()).isTrue();
            assertThat(figures.throttledShare()).as(figures.toString()).isLessThanOrEqualTo(0.01);
            assertThat(figures.used()).as(figures.toString()).isGreaterThanOrEqualTo(least);
            assertThat(figures.longestPause()).as(figures.toString()).isLessThanOrEqualTo(CAP + SLACK);
        }
    }
}
