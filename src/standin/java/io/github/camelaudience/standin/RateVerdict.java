package io.github.camelaudience.standin;

/**
 * What the rate limit says to one request.
 *
 * @param allowed         false for 429
 * @param globalRemaining what is left of the window over all routes, {@link RateLimit#UNLIMITED} without such a limit
 * @param routeRemaining  what is left of the window for the route, likewise
 * @param nowMillis       the server's clock
 * @param resetMillis     end of the window on the server's clock
 * @param style           which headers tell of it
 */
record RateVerdict(
        boolean allowed,
        int globalRemaining,
        int routeRemaining,
        long nowMillis,
        long resetMillis,
        RateLimitStyle style) {}
