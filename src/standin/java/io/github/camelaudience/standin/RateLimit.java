package io.github.camelaudience.standin;

import java.time.Duration;
import java.util.Objects;

/**
 * How many requests a window of time allows, and how the answers tell of it. LaunchDarkly keeps its numbers to itself and
 * counts per account in windows of ten seconds, over all routes and per route; both can be limited here.
 *
 * @param global   requests per window over all routes
 * @param perRoute requests per window and route
 * @param window   length of a window; windows start at multiples of it on the server's clock
 * @param style    which headers tell of it
 */
public record RateLimit(int global, int perRoute, Duration window, RateLimitStyle style) {

    /** No limit of this sort. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    public RateLimit {
        Objects.requireNonNull(style, "style");
        if (global < 0 || perRoute < 0 || window.toMillis() < 1) {
            throw new IllegalArgumentException("limits must not be negative and the window at least a millisecond");
        }
    }

    /** This many requests per ten seconds over all routes. */
    public static RateLimit global(int limit) {
        return new RateLimit(limit, UNLIMITED, Duration.ofSeconds(10), RateLimitStyle.ROUTE_AND_GLOBAL);
    }

    /** This many requests per ten seconds and route. */
    public static RateLimit perRoute(int limit) {
        return new RateLimit(UNLIMITED, limit, Duration.ofSeconds(10), RateLimitStyle.ROUTE_AND_GLOBAL);
    }

    /** No limit and no headers. */
    public static RateLimit none() {
        return new RateLimit(UNLIMITED, UNLIMITED, Duration.ofSeconds(10), RateLimitStyle.NONE);
    }

    public RateLimit withPerRoute(int limit) {
        return new RateLimit(global, limit, window, style);
    }

    public RateLimit withWindow(Duration length) {
        return new RateLimit(global, perRoute, length, style);
    }

    public RateLimit withStyle(RateLimitStyle headers) {
        return new RateLimit(global, perRoute, window, headers);
    }
}
