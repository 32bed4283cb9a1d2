package io.github.camelaudience.launchdarkly.core.delivery.pacing;

import java.util.OptionalLong;

/**
 * Tells what a {@link RateLimiter} stands at, for metrics and JMX.
 *
 * @param limit        requests per window, as far as announced or learned
 * @param remaining    what may still go in this window, less what is in flight
 * @param inFlight     permits taken and not yet reported back
 * @param waitingUntil local time before which nothing goes because the server said so; empty when it did not
 * @param throttled    answers that throttled, since the start
 */
public record RateLimiterState(
        OptionalLong limit, OptionalLong remaining, int inFlight, OptionalLong waitingUntil, long throttled) {}
