package io.github.camelaudience.launchdarkly.core.delivery.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiError;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Disposition;
import io.github.camelaudience.launchdarkly.core.launchdarkly.RateFacts;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a backend did not send, such as contexts of another kind than a big segment has, tells nothing of the service. */
class UnsentTest {

    private static final ApiOutcome ACCEPTED = ApiOutcome.answered(204, ApiError.NONE, RateFacts.NONE);
    private static final ApiOutcome UNSENT =
            ApiOutcome.unsent(Disposition.REFUSED, "it is for contexts of another kind");

    @Test
    void noFewerRequestsMayBeUnderWayAfterIt() {
        RateLimiter limiter = new RateLimiter();
        Pacing pacing = new Pacing(limiter, new RetryBudget());
        long now = 0;
        for (int round = 0; round < 6; round++) {
            int all = limiter.state(now).allowedInFlight();
            for (int i = 0; i < all; i++) {
                assertThat(pacing.reserve(now, false)).isZero();
            }
            for (int i = 0; i < all; i++) {
                pacing.concluded(ACCEPTED, now, now + 10, 0.5);
            }
            now += 20;
        }
        int allowed = limiter.state(now).allowedInFlight();
        assertThat(allowed).isGreaterThan(20);
        assertThat(pacing.reserve(now, false)).isZero();
        pacing.concluded(UNSENT, now, now, 0.5);
        assertThat(limiter.state(now).allowedInFlight()).isEqualTo(allowed);
        assertThat(limiter.state(now).inFlight()).isZero();
    }

    @Test
    void itEndsNoOutage() {
        RetryBudget budget = new RetryBudget(1, Duration.ofSeconds(1));
        Pacing pacing = new Pacing(new RateLimiter(), budget);
        assertThat(pacing.reserve(0, true)).isZero();
        pacing.concluded(ApiOutcome.answered(503, ApiError.NONE, RateFacts.NONE), 0, 1, 0.5);
        assertThat(pacing.reserve(2, true)).as("the budget is used up").isPositive();
        assertThat(budget.isOutage()).isTrue();
        assertThat(pacing.reserve(2_000, false)).as("a probe").isZero();
        pacing.concluded(UNSENT, 2_000, 2_000, 0.5);
        assertThat(budget.isOutage()).isTrue();
        assertThat(budget.inFlight()).isZero();
    }
}
