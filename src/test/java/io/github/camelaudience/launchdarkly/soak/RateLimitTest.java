package io.github.camelaudience.launchdarkly.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.standin.RateLimitStyle;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One window and a bit of the next, for every style of headers and clocks that are five minutes off; over HTTP. */
class RateLimitTest {

    private static final int ALLOWED = 50;
    /** Four may be under way when the first refusal comes, one asks whether it was meant; a busy machine costs some more. */
    private static final int TO_LEARN = 8;
    /** Nobody can wait thirty years, so it is asked again each time. */
    private static final int TO_LEARN_IMPATIENTLY = 12;

    private static final long SLACK = 1_500;

    static final Set<RateLimitStyle> ANNOUNCED =
            EnumSet.range(RateLimitStyle.ROUTE_AND_GLOBAL, RateLimitStyle.RESET_HUGE);

    @Test
    void aWindowIsUsedAndHardlyAnythingIsThrottled() throws Exception {
        RateLimitRun.Plan plan = new RateLimitRun.Plan(ALLOWED, ALLOWED + ALLOWED / 4, 0, 1, 3_000);
        for (RateLimitRun.Figures figures : new RateLimitRun(plan).run(Duration.ofSeconds(60))) {
            System.out.println(figures);
            int most = ANNOUNCED.contains(figures.style())
                    ? 0
                    : figures.style() == RateLimitStyle.RETRY_AFTER_HUGE ? TO_LEARN_IMPATIENTLY : TO_LEARN;
            assertThat(figures.delivered()).as(figures.toString()).isTrue();
            assertThat(figures.throttledInAll()).as(figures.toString()).isLessThanOrEqualTo(most);
            assertThat(figures.used()).as(figures.toString()).isGreaterThanOrEqualTo(0.90);
            assertThat(figures.longestPause())
                    .as(figures.toString())
                    .isLessThanOrEqualTo(plan.cap(figures.style()) + SLACK);
        }
    }
}
