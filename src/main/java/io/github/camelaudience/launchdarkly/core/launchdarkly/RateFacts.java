package io.github.camelaudience.launchdarkly.core.launchdarkly;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Tells what one answer said about rate and time in its headers. A header that makes no sense is absent: a bad
 * header must never become a bad wait. Whether a time is credible is judged by the reader of these facts.
 *
 * @param remaining             the smaller of what the account and the route have left, never negative
 * @param resetEpochMillis      when the window ends, by the server's clock, in milliseconds since the epoch
 * @param dateEpochMillis       the server's clock when it answered; whole seconds, rounded down
 * @param retryAfterMillis      how long to stay away
 * @param retryAfterEpochMillis until when to stay away, by the server's clock; whole seconds
 * @see <a href="https://launchdarkly.com/docs/api#rate-limiting">LaunchDarkly: rate limiting</a>
 */
public record RateFacts(
        OptionalLong remaining,
        OptionalLong resetEpochMillis,
        OptionalLong dateEpochMillis,
        OptionalLong retryAfterMillis,
        OptionalLong retryAfterEpochMillis) {

    /** Says nothing. */
    public static final RateFacts NONE = new RateFacts(
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty());

    private static final String GLOBAL_REMAINING = "X-Ratelimit-Global-Remaining";
    private static final String ROUTE_REMAINING = "X-Ratelimit-Route-Remaining";
    private static final String RESET = "X-Ratelimit-Reset";
    private static final String RETRY_AFTER = "Retry-After";
    private static final String DATE = "Date";

    private static final int LONGEST_NUMBER = 40;
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+(\\.[0-9]+)?");
    private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE);

    /** Checks that all are there, be they empty. */
    public RateFacts {
        Objects.requireNonNull(remaining, "remaining");
        Objects.requireNonNull(resetEpochMillis, "resetEpochMillis");
        Objects.requireNonNull(dateEpochMillis, "dateEpochMillis");
        Objects.requireNonNull(retryAfterMillis, "retryAfterMillis");
        Objects.requireNonNull(retryAfterEpochMillis, "retryAfterEpochMillis");
    }

    /**
     * Reads the facts; throws for no value whatever. Fractions are accepted, numbers too large for a {@code long}
     * become the largest one, a negative remainder is zero, and a negative time is absent.
     *
     * @param headers value of a header by its name, or {@code null}; finding names in any case is its business
     */
    public static RateFacts parse(UnaryOperator<String> headers) {
        String retryAfter = headers.apply(RETRY_AFTER);
        return new RateFacts(
                smaller(remaining(headers.apply(GLOBAL_REMAINING)), remaining(headers.apply(ROUTE_REMAINING))),
                time(headers.apply(RESET), 1),
                HttpDates.parse(headers.apply(DATE)),
                time(retryAfter, 1_000),
                HttpDates.parse(retryAfter));
    }

    private static OptionalLong remaining(String text) {
        BigDecimal number = number(text);
        return number == null ? OptionalLong.empty() : OptionalLong.of(bounded(number.max(BigDecimal.ZERO)));
    }

    private static OptionalLong time(String text, int millisPerUnit) {
        BigDecimal number = number(text);
        return number == null || number.signum() < 0
                ? OptionalLong.empty()
                : OptionalLong.of(bounded(number.multiply(BigDecimal.valueOf(millisPerUnit))));
    }

    private static BigDecimal number(String text) {
        if (text == null || text.length() > LONGEST_NUMBER) {
            return null;
        }
        String trimmed = text.strip();
        return NUMBER.matcher(trimmed).matches() ? new BigDecimal(trimmed) : null;
    }

    private static long bounded(BigDecimal number) {
        return number.min(LARGEST).setScale(0, RoundingMode.DOWN).longValueExact();
    }

    private static OptionalLong smaller(OptionalLong left, OptionalLong right) {
        if (left.isEmpty()) {
            return right;
        }
        return right.isEmpty() ? left : OptionalLong.of(Math.min(left.getAsLong(), right.getAsLong()));
    }
}
