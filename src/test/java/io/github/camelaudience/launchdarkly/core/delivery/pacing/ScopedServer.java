package io.github.camelaudience.launchdarkly.core.delivery.pacing;

import io.github.camelaudience.launchdarkly.core.delivery.pacing.LimitedServer.Answer;
import io.github.camelaudience.launchdarkly.core.launchdarkly.RateFacts;
import io.github.camelaudience.launchdarkly.core.launchdarkly.RateScope;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** A server in virtual time that limits account, route and token each by themselves, with windows that begin at different times. */
final class ScopedServer implements LimiterSimulation.Server {

    /** Which of two windows the reset is of that account and route share. */
    enum SharedReset {
        OF_THE_TIGHTEST,
        OF_THE_ACCOUNT,
        OF_THE_ROUTE,
        THE_LATER,
        NONE,
        IN_THE_PAST,
        IN_SECONDS,
        IN_THIRTY_YEARS,
        GARBAGE
    }

    /**
     * How the server tells of its limits.
     *
     * @param told        of which ones
     * @param limits      whether it tells how many a window allows
     * @param sharedReset of which window the shared reset is
     * @param tokenReset  whether the token's reset is told
     * @param silent      share of answers, of each limit by itself, in which it is not told of
     */
    record Telling(Set<RateScope> told, boolean limits, SharedReset sharedReset, boolean tokenReset, double silent) {}

    private static final long WINDOW = LimitedServer.WINDOW;

    private final Telling telling;
    private final Map<RateScope, Limit> limits = new EnumMap<>(RateScope.class);
    private final Random random;

    /** One limit and its window, which begins so many milliseconds after that of the clock. */
    private static final class Limit {
        private final int allowed;
        private final long phase;
        private long window = Long.MIN_VALUE;
        private int counted;

        private Limit(int allowed, long phase) {
            this.allowed = allowed;
            this.phase = phase;
        }

        private void roll(long now) {
            long current = Math.floorDiv(now - phase, WINDOW);
            if (current != window) {
                window = current;
                counted = 0;
            }
        }

        private int remaining() {
            return allowed - counted;
        }

        private long reset() {
            return (window + 1) * WINDOW + phase;
        }
    }

    /** Makes a server with these limits; {@code phases} are the times at which their windows begin. */
    ScopedServer(Telling telling, Map<RateScope, Integer> allowed, Map<RateScope, Long> phases, long seed) {
        this.telling = telling;
        this.random = new Random(seed);
        allowed.forEach((scope, limit) -> limits.put(scope, new Limit(limit, phases.getOrDefault(scope, 0L))));
    }

    @Override
    public boolean take(long now) {
        limits.values().forEach(limit -> limit.roll(now));
        boolean allowed = limits.values().stream().allMatch(limit -> limit.remaining() > 0);
        if (allowed) {
            limits.values().forEach(limit -> limit.counted++);
        }
        return allowed;
    }

    @Override
    public Answer handle(long now) {
        boolean allowed = take(now);
        Map<String, String> headers = new HashMap<>();
        headers.put("Date", LimitedServer.date(now));
        Set<RateScope> told = Set.copyOf(telling.told.stream()
                .filter(scope -> limits.containsKey(scope) && random.nextDouble() >= telling.silent)
                .toList());
        for (RateScope scope : told) {
            String family = "X-Ratelimit-"
                    + switch (scope) {
                        case ACCOUNT -> "Global-";
                        case ROUTE -> "Route-";
                        case TOKEN -> "Auth-Token-";
                    };
            headers.put(family + "Remaining", Integer.toString(limits.get(scope).remaining()));
            if (telling.limits) {
                headers.put(family + "Limit", Integer.toString(limits.get(scope).allowed));
            }
        }
        String reset = sharedReset(told, now);
        if (reset != null) {
            headers.put("X-Ratelimit-Reset", reset);
        }
        if (told.contains(RateScope.TOKEN) && telling.tokenReset) {
            headers.put(
                    "X-Ratelimit-Auth-Token-Reset",
                    Long.toString(limits.get(RateScope.TOKEN).reset()));
        }
        return new Answer(RateFacts.parse(headers::get), !allowed);
    }

    private String sharedReset(Set<RateScope> told, long now) {
        Limit account = told.contains(RateScope.ACCOUNT) ? limits.get(RateScope.ACCOUNT) : null;
        Limit route = told.contains(RateScope.ROUTE) ? limits.get(RateScope.ROUTE) : null;
        if (account == null && route == null) {
            return null;
        }
        Limit one = account == null ? route : account;
        Limit other = route == null ? account : route;
        return switch (telling.sharedReset) {
            case OF_THE_TIGHTEST -> Long.toString(one.remaining() < other.remaining() ? one.reset() : other.reset());
            case OF_THE_ACCOUNT -> Long.toString(one.reset());
            case OF_THE_ROUTE -> Long.toString(other.reset());
            case THE_LATER -> Long.toString(Math.max(one.reset(), other.reset()));
            case NONE -> null;
            case IN_THE_PAST -> Long.toString(now - 60_000);
            case IN_SECONDS -> Long.toString(one.reset() / 1_000);
            case IN_THIRTY_YEARS -> Long.toString(now + 1_000_000_000_000L);
            case GARBAGE -> "soon";
        };
    }
}
