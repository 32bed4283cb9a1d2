package io.github.camelaudience.launchdarkly.core.delivery.pacing;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Disposition;
import java.util.Objects;

/** Says when the next request may go: what the rate limiter of the account and the retry budget of the endpoint allow. */
public final class Pacing {

    private final RateLimiter.Entrance entrance;
    private final RetryBudget retryBudget;

    /** Makes one for a sender that waits for {@link RateLimiter#DEFAULT_MAX_WAIT} at most, and does not say by which route it sends. */
    public Pacing(RateLimiter limiter, RetryBudget retryBudget) {
        this(limiter.entrance(RateLimiter.DEFAULT_MAX_WAIT), retryBudget);
    }

    /** Makes one for a sender; {@code entrance} is its own, or shared with who waits for as long by the same route. */
    public Pacing(RateLimiter.Entrance entrance, RetryBudget retryBudget) {
        this.entrance = Objects.requireNonNull(entrance, "entrance");
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
            entrance.cancelled(now);
        }
        return wait;
    }

    /** The permit was not used: there was nothing left to send. */
    public void cancelled(long now) {
        entrance.cancelled(now);
        retryBudget.ended();
    }

    /** The request that used a permit is over. */
    public void concluded(ApiOutcome outcome, long sentAt, long receivedAt, double random) {
        if (outcome.status() == ApiOutcome.NO_ANSWER && outcome.cause() == null) {
            cancelled(receivedAt); // the backend sent nothing, so nothing is known of the service
            return;
        }
        tell(entrance, outcome, sentAt, receivedAt, random);
        switch (outcome.disposition()) {
            case THROTTLED, BROKEN, TRANSIENT -> retryBudget.ended();
            default -> retryBudget.succeeded();
        }
    }

    /** Tells the way in of a request that is over, be it answered or not. */
    static void tell(RateLimiter.Entrance entrance, ApiOutcome outcome, long sentAt, long receivedAt, double random) {
        if (outcome.status() == ApiOutcome.NO_ANSWER) {
            entrance.unanswered(sentAt, receivedAt);
        } else {
            entrance.answered(outcome.rateFacts(), reply(outcome.disposition()), sentAt, receivedAt, random);
        }
    }

    static RateLimiter.Reply reply(Disposition disposition) {
        return switch (disposition) {
            case THROTTLED -> RateLimiter.Reply.THROTTLED;
            case TRANSIENT, BROKEN -> RateLimiter.Reply.FAILED;
            default -> RateLimiter.Reply.ACCEPTED;
        };
    }
}
