package io.github.camelaudience.standin;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * How many requests a window of time allows, and how the answers tell of it. LaunchDarkly keeps its numbers to itself and
 * counts per account, per route and per access token in windows of ten seconds; all three can be limited here.
 *
 * @param global      requests per window over all routes
 * @param perRoute    requests per window and route
 * @param perToken    requests per window and access token
 * @param window      length of a window; windows start at multiples of it on the server's clock, and their phase later
 * @param phases      how much later the windows of each family start; absent is not at all
 * @param style       which headers tell of it
 * @param told        of which families they tell, as far as those are limited and the style tells of any
 * @param limitsTold  whether they tell how many a window allows, too: {@code …-Limit}
 * @param sharedReset which window's end the reset is that account and route share
 * @param turns       whether each answer tells of one family only, of one after the other
 */
public record RateLimit(
        int global,
        int perRoute,
        int perToken,
        Duration window,
        Map<RateFamily, Duration> phases,
        RateLimitStyle style,
        Set<RateFamily> told,
        boolean limitsTold,
        SharedReset sharedReset,
        boolean turns) {

    /** Which window's end {@code X-Ratelimit-Reset} is when account and route have windows of their own. */
    public enum SharedReset {
        /** of the one that has less left; of the route when both have as much */
        TIGHTEST,
        /** of the account */
        GLOBAL,
        /** of the route */
        ROUTE,
        /** whichever ends later */
        LATER
    }

    /** No limit of this sort. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    public RateLimit {
        Objects.requireNonNull(style, "style");
        Objects.requireNonNull(sharedReset, "sharedReset");
        if (global < 0 || perRoute < 0 || perToken < 0 || window.toMillis() < 1) {
            throw new IllegalArgumentException("limits must not be negative and the window at least a millisecond");
        }
        EnumMap<RateFamily, Duration> starts = new EnumMap<>(RateFamily.class);
        starts.putAll(phases);
        phases = Collections.unmodifiableMap(starts);
        EnumSet<RateFamily> families = EnumSet.noneOf(RateFamily.class);
        families.addAll(told);
        told = Collections.unmodifiableSet(families);
    }

    /** This many requests per ten seconds over all routes. */
    public static RateLimit global(int limit) {
        return of(limit, UNLIMITED, UNLIMITED, RateLimitStyle.ROUTE_AND_GLOBAL);
    }

    /** This many requests per ten seconds and route. */
    public static RateLimit perRoute(int limit) {
        return of(UNLIMITED, limit, UNLIMITED, RateLimitStyle.ROUTE_AND_GLOBAL);
    }

    /** This many requests per ten seconds and access token. */
    public static RateLimit perToken(int limit) {
        return of(UNLIMITED, UNLIMITED, limit, RateLimitStyle.ROUTE_AND_GLOBAL);
    }

    /** No limit and no headers. */
    public static RateLimit none() {
        return of(UNLIMITED, UNLIMITED, UNLIMITED, RateLimitStyle.NONE);
    }

    private static RateLimit of(int global, int perRoute, int perToken, RateLimitStyle style) {
        return new RateLimit(
                global,
                perRoute,
                perToken,
                TEN_SECONDS,
                Map.of(),
                style,
                EnumSet.allOf(RateFamily.class),
                false,
                SharedReset.TIGHTEST,
                false);
    }

    public RateLimit withGlobal(int limit) {
        return new RateLimit(limit, perRoute, perToken, window, phases, style, told, limitsTold, sharedReset, turns);
    }

    public RateLimit withPerRoute(int limit) {
        return new RateLimit(global, limit, perToken, window, phases, style, told, limitsTold, sharedReset, turns);
    }

    public RateLimit withPerToken(int limit) {
        return new RateLimit(global, perRoute, limit, window, phases, style, told, limitsTold, sharedReset, turns);
    }

    public RateLimit withWindow(Duration length) {
        return new RateLimit(global, perRoute, perToken, length, phases, style, told, limitsTold, sharedReset, turns);
    }

    /** The windows of this family start so much later. */
    public RateLimit withPhase(RateFamily family, Duration later) {
        EnumMap<RateFamily, Duration> starts = new EnumMap<>(RateFamily.class);
        starts.putAll(phases);
        starts.put(family, later);
        return new RateLimit(global, perRoute, perToken, window, starts, style, told, limitsTold, sharedReset, turns);
    }

    public RateLimit withStyle(RateLimitStyle headers) {
        return new RateLimit(global, perRoute, perToken, window, phases, headers, told, limitsTold, sharedReset, turns);
    }

    /** Answers tell of these families only. */
    public RateLimit telling(RateFamily... families) {
        Set<RateFamily> some = EnumSet.noneOf(RateFamily.class);
        some.addAll(Arrays.asList(families));
        return new RateLimit(global, perRoute, perToken, window, phases, style, some, limitsTold, sharedReset, turns);
    }

    /** Answers tell how many a window allows, too. */
    public RateLimit tellingLimits() {
        return new RateLimit(global, perRoute, perToken, window, phases, style, told, true, sharedReset, turns);
    }

    /** The reset that account and route share is that of this window. */
    public RateLimit withSharedReset(SharedReset whose) {
        return new RateLimit(global, perRoute, perToken, window, phases, style, told, limitsTold, whose, turns);
    }

    /** Each answer tells of one family only, of one after the other. */
    public RateLimit inTurns() {
        return new RateLimit(global, perRoute, perToken, window, phases, style, told, limitsTold, sharedReset, true);
    }

    int of(RateFamily family) {
        return switch (family) {
            case GLOBAL -> global;
            case ROUTE -> perRoute;
            case TOKEN -> perToken;
        };
    }

    long phaseMillis(RateFamily family) {
        return phases.getOrDefault(family, Duration.ZERO).toMillis();
    }
}
