package io.github.camelaudience.launchdarkly.core.delivery.pacing;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Disposition;
import java.time.Duration;
import java.util.Objects;

/** Says when the next request may go: what the rate limiter of the account and the retry budget of the endpoint allow. */
public final class Pacing {

    private final RateLimiter rateGate;
    private final RateLimiter.Entrance entrance;
    private final RetryBudget retryBudget;

    public Pacing(RateLimiter rateGate, RetryBudget retryBudget) {
        this(rateGate, RateLimiter.DEFAULT_MAX_WAIT, retryBudget);
    }

    /** {@code longestWait} is the most that the gate may hold up this sender; others may have another. */
    public Pacing(RateLimiter rateGate, Duration longestWait, RetryBudget retryBudget) {
        this.rateGate = Objects.requireNonNull(rateGate, "rateGate");
        this.entrance = rateGate.entrance(longestWait);
        this.retryBudget = Objects.requireNonNull(retryBudget, "retryBudget");
    }

    /** Asks for a permit: 0 and it is taken, or the milliseconds after which to ask again. */
    public long reserve(long now, boolean retry) {
        long wait = entrance.reserve(now);
        if (wait > 0) {
            return wait;
        }
        wait = retryBudget.reserve(now, retry);
        if (wait > 0) {
            rateGate.cancelled(now);
        }
        return wait;
    }

    /** The permit was not used: there was nothing left to send. */
    public void cancelled(long now) {
        rateGate.cancelled(now);
        retryBudget.ended();
    }

    /** The request that used a permit is over. */
    public void concluded(ApiOutcome outcome, long sentAt, long receivedAt, double random) {
        boolean throttled = outcome.disposition() == Disposition.THROTTLED;
        if (outcome.status() == ApiOutcome.NO_ANSWER) {
            rateGate.unanswered(sentAt, receivedAt);
        } else {
            rateGate.answered(outcome.rateFacts(), throttled, sentAt, receivedAt, random);
        }
        switch (outcome.disposition()) {
            case THROTTLED, BROKEN, TRANSIENT -> retryBudget.ended();
            default -> retryBudget.succeeded();
        }
    }
}
