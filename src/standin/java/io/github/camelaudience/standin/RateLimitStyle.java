package io.github.camelaudience.standin;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How answers tell of the rate limit. LaunchDarkly documents {@code X-Ratelimit-Global-Remaining},
 * {@code X-Ratelimit-Route-Remaining} and {@code X-Ratelimit-Reset} (epoch milliseconds) on every answer of a limited route,
 * {@code Retry-After} (seconds) for the limit per address, and that any of them may be absent. The rest are ways to be wrong.
 */
public enum RateLimitStyle {
    /** route and global remainders, and the reset: the documented form */
    ROUTE_AND_GLOBAL,
    /** global remainder and the reset */
    GLOBAL_ONLY,
    /** both remainders, no reset */
    RESET_MISSING,
    /** the reset lies a minute in the past */
    RESET_IN_PAST,
    /** the reset is not a number */
    RESET_GARBAGE,
    /** the reset lies 10^9 seconds ahead */
    RESET_HUGE,
    /** only {@code Retry-After: seconds}, only on 429 */
    RETRY_AFTER_SECONDS,
    /** only {@code Retry-After: HTTP date}, only on 429 */
    RETRY_AFTER_DATE,
    /** only {@code Retry-After}, neither number nor date, only on 429 */
    RETRY_AFTER_GARBAGE,
    /** only {@code Retry-After: 1000000000}, only on 429 */
    RETRY_AFTER_HUGE,
    /** a bare 429 */
    NONE;

    private static final long HUGE_SECONDS = 1_000_000_000L;

    Map<String, String> headers(RateVerdict verdict) {
        Map<String, String> headers = new LinkedHashMap<>();
        boolean global = this == GLOBAL_ONLY || tellsRoute();
        if (tellsRoute() && verdict.routeRemaining() != RateLimit.UNLIMITED) {
            headers.put("X-Ratelimit-Route-Remaining", Integer.toString(verdict.routeRemaining()));
        }
        if (global && verdict.globalRemaining() != RateLimit.UNLIMITED) {
            headers.put("X-Ratelimit-Global-Remaining", Integer.toString(verdict.globalRemaining()));
        }
        String reset = reset(verdict);
        if (reset != null) {
            headers.put("X-Ratelimit-Reset", reset);
        }
        String retryAfter = verdict.allowed() ? null : retryAfter(verdict);
        if (retryAfter != null) {
            headers.put("Retry-After", retryAfter);
        }
        return headers;
    }

    private boolean tellsRoute() {
        return switch (this) {
            case ROUTE_AND_GLOBAL, RESET_MISSING, RESET_IN_PAST, RESET_GARBAGE, RESET_HUGE -> true;
            default -> false;
        };
    }

    private String reset(RateVerdict verdict) {
        return switch (this) {
            case ROUTE_AND_GLOBAL, GLOBAL_ONLY -> Long.toString(verdict.resetMillis());
            case RESET_IN_PAST -> Long.toString(verdict.nowMillis() - 60_000);
            case RESET_GARBAGE -> "soon";
            case RESET_HUGE -> Long.toString(verdict.nowMillis() + HUGE_SECONDS * 1000);
            default -> null;
        };
    }

    private String retryAfter(RateVerdict verdict) {
        long seconds = Math.max(1, (verdict.resetMillis() - verdict.nowMillis() + 999) / 1000);
        return switch (this) {
            case RETRY_AFTER_SECONDS -> Long.toString(seconds);
            case RETRY_AFTER_DATE -> HttpDate.format(verdict.nowMillis() + seconds * 1000);
            case RETRY_AFTER_GARBAGE -> "in a while";
            case RETRY_AFTER_HUGE -> Long.toString(HUGE_SECONDS);
            default -> null;
        };
    }
}
