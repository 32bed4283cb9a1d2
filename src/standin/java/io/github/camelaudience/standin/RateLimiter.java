package io.github.camelaudience.standin;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/** Counts requests in fixed windows of the server's clock, of each family by itself. A refused request uses nothing up. */
final class RateLimiter {

    private static final String ACCOUNT = "";

    private final LongSupplier clockMillis;
    private final Map<RateFamily, Window> windows = new EnumMap<>(RateFamily.class);
    private RateLimit limit;
    private int answers;

    /** What was counted in a family's window: of the account, of each route, of each token. */
    private static final class Window {
        private long start = Long.MIN_VALUE;
        private final Map<Object, Integer> used = new HashMap<>();

        private int used(Object key) {
            return used.getOrDefault(key, 0);
        }
    }

    RateLimiter(RateLimit limit, LongSupplier clockMillis) {
        this.clockMillis = clockMillis;
        limit(limit);
    }

    synchronized RateVerdict admit(Route route, String token) {
        long now = roll();
        Map<RateFamily, Object> keys = keys(route, token);
        boolean allowed = keys.entrySet().stream()
                .allMatch(each -> windows.get(each.getKey()).used(each.getValue()) < limit.of(each.getKey()));
        if (allowed) {
            keys.forEach((family, key) -> windows.get(family).used.merge(key, 1, Integer::sum));
        }
        answers++;
        return verdict(allowed, keys, now);
    }

    /** What is left, without using any of it up. */
    synchronized RateVerdict peek(Route route, String token) {
        long now = roll();
        return verdict(true, keys(route, token), now);
    }

    synchronized RateLimit limit() {
        return limit;
    }

    /** Sets the limit and starts counting anew. */
    synchronized void limit(RateLimit newLimit) {
        limit = newLimit;
        for (RateFamily family : RateFamily.values()) {
            windows.put(family, new Window());
        }
        roll();
    }

    private static Map<RateFamily, Object> keys(Route route, String token) {
        return Map.of(RateFamily.GLOBAL, ACCOUNT, RateFamily.ROUTE, route, RateFamily.TOKEN, token);
    }

    private long roll() {
        long now = clockMillis.getAsLong();
        windows.forEach((family, window) -> {
            long start = now
                    - Math.floorMod(
                            now - limit.phaseMillis(family), limit.window().toMillis());
            if (start != window.start) {
                window.start = start;
                window.used.clear();
            }
        });
        return now;
    }

    private RateVerdict verdict(boolean allowed, Map<RateFamily, Object> keys, long now) {
        Map<RateFamily, RateVerdict.Standing> standings = new EnumMap<>(RateFamily.class);
        keys.forEach((family, key) -> {
            Window window = windows.get(family);
            int most = limit.of(family);
            int left = most == RateLimit.UNLIMITED ? most : Math.max(0, most - window.used(key));
            standings.put(
                    family,
                    new RateVerdict.Standing(left, window.start + limit.window().toMillis()));
        });
        return new RateVerdict(allowed, limit, standings, told(standings), now);
    }

    private Set<RateFamily> told(Map<RateFamily, RateVerdict.Standing> standings) {
        List<RateFamily> limited = new ArrayList<>();
        for (RateFamily family : limit.told()) {
            if (standings.get(family).remaining() != RateLimit.UNLIMITED) {
                limited.add(family);
            }
        }
        if (limit.turns() && !limited.isEmpty()) {
            return EnumSet.of(limited.get(Math.floorMod(answers, limited.size())));
        }
        return limited.isEmpty() ? EnumSet.noneOf(RateFamily.class) : EnumSet.copyOf(limited);
    }
}
