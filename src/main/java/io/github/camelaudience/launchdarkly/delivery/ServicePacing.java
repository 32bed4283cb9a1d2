package io.github.camelaudience.launchdarkly.delivery;

import io.github.camelaudience.launchdarkly.api.ApiOutcome;
import io.github.camelaudience.launchdarkly.api.Disposition;
import java.time.Duration;
import java.util.Objects;

/** What the rate gate of the account and the retry budget of the endpoint allow together. */
final class ServicePacing implements Pacing {

    private final RateGate rateGate;
    private final RateGate.Entrance entrance;
    private final RetryBudget retryBudget;

    ServicePacing(RateGate rateGate, RetryBudget retryBudget) {
        this(rateGate, RateGate.DEFAULT_MAX_WAIT, retryBudget);
    }

    /** {@code longestWait} is the most that the gate may hold up this sender; others may have another. */
    ServicePacing(RateGate rateGate, Duration longestWait, RetryBudget retryBudget) {
        this.rateGate = Objects.requireNonNull(rateGate, "rateGate");
        this.entrance = rateGate.entrance(longestWait);
        this.retryBudget = Objects.requireNonNull(retryBudget, "retryBudget");
    }

    @Override
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

    @Override
    public void cancelled(long now) {
        rateGate.cancelled(now);
        retryBudget.throttled();
    }

    @Override
    public void concluded(ApiOutcome outcome, long sentAt, long receivedAt, double random) {
        boolean throttled = outcome.disposition() == Disposition.THROTTLED;
        if (outcome.status() == ApiOutcome.NO_ANSWER) {
            rateGate.unanswered(sentAt, receivedAt);
        } else {
            rateGate.answered(outcome.rateFacts(), throttled, sentAt, receivedAt, random);
        }
        if (throttled || outcome.disposition() == Disposition.BROKEN) {
            retryBudget.throttled();
        } else if (outcome.disposition() == Disposition.TRANSIENT) {
            retryBudget.failed(receivedAt);
        } else {
            retryBudget.succeeded(receivedAt);
        }
    }
}
