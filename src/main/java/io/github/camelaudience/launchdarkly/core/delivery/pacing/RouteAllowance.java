package io.github.camelaudience.launchdarkly.core.delivery.pacing;

/** What is known of the requests of one route, which LaunchDarkly counts by themselves. Guarded by its limiter. */
final class RouteAllowance {

    AnnouncedAllowance announced = new AnnouncedAllowance();
    int inFlight;
    long lastGrantAt = RateLimiter.NEVER;
    /** Nothing of this route goes before, because its limit refused a request. */
    long blockedUntil = RateLimiter.NEVER;

    void clockWasSet(long now, long longest) {
        announced.clockWasSet(now);
        lastGrantAt = Math.min(lastGrantAt, now);
        blockedUntil = Math.min(blockedUntil, now + longest);
    }
}
