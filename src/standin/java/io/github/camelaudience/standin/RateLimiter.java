package io.github.camelaudience.standin;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Counts requests in fixed windows of the server's clock. A refused request uses nothing up. */
final class RateLimiter {

    private final LongSupplier clockMillis;
    private final Map<Route, Integer> usedByRoute = new EnumMap<>(Route.class);
    private RateLimit limit;
    private long windowStart = Long.MIN_VALUE;
    private int used;

    RateLimiter(RateLimit limit, LongSupplier clockMillis) {
        this.limit = limit;
        this.clockMillis = clockMillis;
    }

    synchronized RateVerdict admit(Route route) {
        long now = roll();
        int usedHere = usedByRoute.getOrDefault(route, 0);
        boolean allowed = used < limit.global() && usedHere < limit.perRoute();
        if (allowed) {
            used++;
            usedByRoute.put(route, ++usedHere);
        }
        return verdict(allowed, usedHere, now);
    }

    /** What is left, without using any of it up. */
    synchronized RateVerdict peek(Route route) {
        long now = roll();
        return verdict(true, usedByRoute.getOrDefault(route, 0), now);
    }

    synchronized RateLimit limit() {
        return limit;
    }

    /** Sets the limit and starts counting anew. */
    synchronized void limit(RateLimit newLimit) {
        limit = newLimit;
        windowStart = Long.MIN_VALUE;
        roll();
    }

    private long roll() {
        long now = clockMillis.getAsLong();
        long start = now - Math.floorMod(now, limit.window().toMillis());
        if (start != windowStart) {
            windowStart = start;
            used = 0;
            usedByRoute.clear();
        }
        return now;
    }

    private RateVerdict verdict(boolean allowed, int usedHere, long now) {
        return new RateVerdict(
                allowed,
                remaining(limit.global(), used),
                remaining(limit.perRoute(), usedHere),
                now,
                windowStart + limit.window().toMillis(),
                limit.style());
    }

    private static int remaining(int limit, int used) {
        return limit == RateLimit.UNLIMITED ? limit : Math.max(0, limit - used);
    }
}
