package io.github.camelaudience.launchdarkly.core.delivery.pacing;

import io.github.camelaudience.launchdarkly.core.launchdarkly.RateScope;
import java.util.OptionalLong;

/**
 * Tells what a {@link RateLimiter} stands at, for metrics and JMX.
 *
 * @param limit           requests per window by the limit that leaves least, be it announced or learned
 * @param remaining       what may still go in this window by that limit, less what is in flight
 * @param inFlight        permits taken and not yet reported back
 * @param allowedInFlight how many there may be by what was accepted, refused and not answered so far
 * @param waitingUntil    local time before which nothing goes because the server said so, by a window that is used up or by asking
 *                        for a pause; empty when it did not
 * @param throttled       answers that throttled, since the start
 * @param heldBy          what holds up the next request now
 * @param account         what is known of the account's limit
 * @param route           likewise of the route's
 * @param token           likewise of the access token's
 */
public record RateLimiterState(
        OptionalLong limit,
        OptionalLong remaining,
        int inFlight,
        int allowedInFlight,
        OptionalLong waitingUntil,
        long throttled,
        RateBound heldBy,
        Standing account,
        Standing route,
        Standing token) {

    /** Tells of a limiter that knows nothing yet. */
    public static final RateLimiterState UNKNOWN = new RateLimiterState(
            OptionalLong.empty(),
            OptionalLong.empty(),
            0,
            CongestionWindow.FIRST,
            OptionalLong.empty(),
            0,
            RateBound.NONE,
            Standing.UNKNOWN,
            Standing.UNKNOWN,
            Standing.UNKNOWN);

    /**
     * Tells what is known of one limit; empty while it was never announced.
     *
     * @param limit     requests per window, as announced or else as seen
     * @param remaining what may still go in this window, less what is in flight
     * @param endsAt    local time when the window has surely ended
     */
    public record Standing(OptionalLong limit, OptionalLong remaining, OptionalLong endsAt) {

        /** Tells that nothing was announced. */
        public static final Standing UNKNOWN =
                new Standing(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
    }

    /** Returns what is known of one of the three limits. */
    public Standing of(RateScope scope) {
        return switch (scope) {
            case ACCOUNT -> account;
            case ROUTE -> route;
            case TOKEN -> token;
        };
    }
}
