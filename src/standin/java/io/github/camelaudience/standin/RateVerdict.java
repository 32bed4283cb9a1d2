package io.github.camelaudience.standin;

import java.util.Map;
import java.util.Set;

/**
 * What the rate limit says to one request.
 *
 * @param allowed   false for 429
 * @param limit     the limit, and how it is told of
 * @param standings what is left of each family's window, and when that ends on the server's clock
 * @param told      of which families this answer tells
 * @param nowMillis the server's clock
 */
record RateVerdict(
        boolean allowed, RateLimit limit, Map<RateFamily, Standing> standings, Set<RateFamily> told, long nowMillis) {

    /** What is left, {@link RateLimit#UNLIMITED} without such a limit, and until when. */
    record Standing(int remaining, long resetMillis) {}

    int remaining(RateFamily family) {
        return standings.get(family).remaining();
    }

    long resetMillis(RateFamily family) {
        return standings.get(family).resetMillis();
    }

    /** The end of the window that account and route are said to share. */
    long sharedResetMillis() {
        Standing account = standings.get(RateFamily.GLOBAL);
        Standing route = standings.get(RateFamily.ROUTE);
        if (route.remaining() == RateLimit.UNLIMITED || !told.contains(RateFamily.ROUTE)) {
            return account.resetMillis();
        }
        if (account.remaining() == RateLimit.UNLIMITED || !told.contains(RateFamily.GLOBAL)) {
            return route.resetMillis();
        }
        return switch (limit.sharedReset()) {
            case GLOBAL -> account.resetMillis();
            case ROUTE -> route.resetMillis();
            case TIGHTEST -> account.remaining() < route.remaining() ? account.resetMillis() : route.resetMillis();
            case LATER -> Math.max(account.resetMillis(), route.resetMillis());
        };
    }

    /** When a request may be allowed again: at the end of the last of the windows that are used up. */
    long allowedAgainMillis() {
        return standings.values().stream()
                .filter(standing -> standing.remaining() == 0)
                .mapToLong(Standing::resetMillis)
                .max()
                .orElse(resetMillis(RateFamily.GLOBAL));
    }

    Map<String, String> headers() {
        return limit.style().headers(this);
    }
}
