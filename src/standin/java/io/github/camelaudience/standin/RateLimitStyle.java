package io.github.camelaudience.standin;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * How answers tell of the rate limit. LaunchDarkly documents what is left and what is allowed of account, route and access token,
 * with {@code X-Ratelimit-Reset} (epoch milliseconds) for the first two and a reset of its own for the token, on every answer of a
 * limited route; {@code Retry-After} (seconds) for the limit per address; and that any of them may be absent. The rest are ways to be
 * wrong, in both resets. Which families are told of is up to the {@link RateLimit}.
 */
public enum RateLimitStyle {
    /** what is left of all that is limited, and the resets: the documented form */
    ROUTE_AND_GLOBAL,
    /** global remainder and the reset */
    GLOBAL_ONLY,
    /** what is left, no reset */
    RESET_MISSING,
    /** the reset lies a minute in the past */
    RESET_IN_PAST,
    /** the reset is told in seconds instead of milliseconds */
    RESET_IN_SECONDS,
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
        Set<RateFamily> told = EnumSet.noneOf(RateFamily.class);
        verdict.told().stream().filter(this::tellsOf).forEach(told::add);
        for (RateFamily family : told) {
            headers.put(family.header("Remaining"), Integer.toString(verdict.remaining(family)));
            if (verdict.limit().limitsTold()) {
                headers.put(
                        family.header("Limit"), Integer.toString(verdict.limit().of(family)));
            }
        }
        boolean shared = told.contains(RateFamily.GLOBAL) || told.contains(RateFamily.ROUTE);
        put(headers, "X-Ratelimit-Reset", shared ? reset(verdict.sharedResetMillis(), verdict) : null);
        put(
                headers,
                RateFamily.TOKEN.header("Reset"),
                told.contains(RateFamily.TOKEN) ? reset(verdict.resetMillis(RateFamily.TOKEN), verdict) : null);
        put(headers, "Retry-After", verdict.allowed() ? null : retryAfter(verdict));
        return headers;
    }

    private static void put(Map<String, String> headers, String name, String value) {
        if (value != null) {
            headers.put(name, value);
        }
    }

    private boolean tellsOf(RateFamily family) {
        return switch (this) {
            case ROUTE_AND_GLOBAL, RESET_MISSING, RESET_IN_PAST, RESET_IN_SECONDS, RESET_GARBAGE, RESET_HUGE -> true;
            case GLOBAL_ONLY -> family == RateFamily.GLOBAL;
            default -> false;
        };
    }

    private String reset(long resetMillis, RateVerdict verdict) {
        return switch (this) {
            case ROUTE_AND_GLOBAL, GLOBAL_ONLY -> Long.toString(resetMillis);
            case RESET_IN_SECONDS -> Long.toString(resetMillis / 1000);
            case RESET_IN_PAST -> Long.toString(verdict.nowMillis() - 60_000);
            case RESET_GARBAGE -> "soon";
            case RESET_HUGE -> Long.toString(verdict.nowMillis() + HUGE_SECONDS * 1000);
            default -> null;
        };
    }

    private String retryAfter(RateVerdict verdict) {
        long seconds = Math.max(1, (verdict.allowedAgainMillis() - verdict.nowMillis() + 999) / 1000);
        return switch (this) {
            case RETRY_AFTER_SECONDS -> Long.toString(seconds);
            case RETRY_AFTER_DATE -> HttpDate.format(verdict.nowMillis() + seconds * 1000);
            case RETRY_AFTER_GARBAGE -> "in a while";
            case RETRY_AFTER_HUGE -> Long.toString(HUGE_SECONDS);
            default -> null;
        };
    }
}
