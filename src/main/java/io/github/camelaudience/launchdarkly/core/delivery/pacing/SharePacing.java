package io.github.camelaudience.launchdarkly.core.delivery.pacing;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.RateScope;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * Says when the next request may go of those that take a share of the account's rate limit at most, and yield to all others. Of each
 * limit that is known (account, route, access token) no more than the share is used; while none is, one request at a time is under way
 * for no more than the share of the time. Shared by all who read beside the deliveries of one account.
 *
 * <p>Every permit is followed by exactly one of {@link #concluded} and {@link #cancelled}. Time is that of the {@link RateLimiter}. Thread-safe.
 */
public final class SharePacing {

    private static final long WINDOW = AnnouncedAllowance.WINDOW;
    private static final long NEVER = RateLimiter.NEVER;

    private final RateLimiter limiter;
    private final Duration longestWait;
    private final Map<String, RateLimiter.Entrance> entrances = new HashMap<>();
    private int underWay;
    private long lastSentAt = NEVER;
    private long lastEndedAt = NEVER;
    private long lastMillis;

    /**
     * Makes one for an account.
     *
     * @param longestWait no wait for others is longer
     */
    public SharePacing(RateLimiter limiter, Duration longestWait) {
        this.limiter = Objects.requireNonNull(limiter, "limiter");
        this.longestWait = longestWait;
    }

    /**
     * Asks for a permit.
     *
     * @param route names the route, whose requests LaunchDarkly counts by themselves
     * @param share above 0, at most 1
     * @return 0: taken, go now; otherwise how many milliseconds to wait before asking again
     */
    public synchronized long reserve(long now, String route, double share) {
        if (underWay > 0) {
            return Math.max(RateLimiter.ASK_AGAIN_SOON, lastMillis);
        }
        long wait = Math.max(0, earliest(now, route, share) - now);
        if (wait == 0) {
            wait = entrance(route).reserve(now);
        }
        if (wait == 0) {
            underWay++;
            lastSentAt = now;
        }
        return wait;
    }

    private long earliest(long now, String route, double share) {
        if (lastSentAt == NEVER) {
            return now;
        }
        RateLimiterState state = limiter.state(now, route);
        OptionalLong least = OptionalLong.empty();
        for (RateScope scope : RateScope.values()) {
            OptionalLong limit = state.of(scope).limit();
            if (limit.isPresent()) {
                least = OptionalLong.of(Math.min(least.orElse(Long.MAX_VALUE), Math.max(1, limit.getAsLong())));
            }
        }
        return least.isPresent()
                ? lastSentAt + (long) Math.ceil(WINDOW / (share * least.getAsLong()))
                : lastEndedAt + (long) Math.ceil(lastMillis * (1 / share - 1));
    }

    /** The request that used a permit is over. */
    public synchronized void concluded(String route, ApiOutcome outcome, long sentAt, long receivedAt, double random) {
        ended(receivedAt);
        lastMillis = receivedAt - sentAt;
        Pacing.tell(entrance(route), outcome, sentAt, receivedAt, random);
    }

    /** The permit was not used. */
    public synchronized void cancelled(String route, long now) {
        ended(now);
        lastMillis = 0;
        entrance(route).cancelled(now);
    }

    private void ended(long now) {
        underWay--;
        lastEndedAt = now;
    }

    private RateLimiter.Entrance entrance(String route) {
        return entrances.computeIfAbsent(route, name -> limiter.yieldingEntrance(longestWait, name));
    }
}
