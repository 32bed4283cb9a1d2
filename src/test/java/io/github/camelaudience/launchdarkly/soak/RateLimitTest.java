package io.github.camelaudience.launchdarkly.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One window and a bit of the next, for every kind of limit and of headers, with clocks that are right or five minutes off; over HTTP. */
class RateLimitTest {

    private static final int ALLOWED = 50;
    /** No more are under way when the first refusal comes than were accepted; one asks whether it was meant. */
    private static final int TO_LEARN = ALLOWED;
    /** Nobody can wait thirty years, so it is asked again each time. */
    private static final int TO_LEARN_IMPATIENTLY = ALLOWED + 12;
    /** A window that began before the first request. */
    private static final int TO_LEARN_A_LITTLE = 12;

    /** Without a reset that can be believed the window seems to begin with the first answer, which on a busy machine comes late. */
    private static final double LEAST_USED = 0.80;

    private static final long SLACK = 1_500;

    @Test
    void aWindowIsUsedAndHardlyAnythingIsThrottled() throws Exception {
        RateLimitRun.Plan plan = new RateLimitRun.Plan(ALLOWED, ALLOWED + ALLOWED / 4, 0, 1, false, 3_000);
        List<RateLimitRun.Figures> all = new RateLimitRun(plan).run(Duration.ofSeconds(60));
        all.forEach(System.out::println);
        for (RateLimitRun.Figures figures : all) {
            int most =
                    switch (figures.kind().learning) {
                        case NOTHING -> 0;
                        case A_LITTLE -> TO_LEARN_A_LITTLE;
                        case ALL ->
                            figures.kind() == RateLimitRun.Kind.RETRY_AFTER_HUGE ? TO_LEARN_IMPATIENTLY : TO_LEARN;
                    };
            assertThat(figures.delivered()).as(figures.toString()).isTrue();
            assertThat(figures.throttledInAll()).as(figures.toString()).isLessThanOrEqualTo(most);
            assertThat(figures.used()).as(figures.toString()).isGreaterThanOrEqualTo(LEAST_USED);
            assertThat(figures.longestPause())
                    .as(figures.toString())
                    .isLessThanOrEqualTo(plan.cap(figures.kind()) + SLACK);
        }
    }
}
