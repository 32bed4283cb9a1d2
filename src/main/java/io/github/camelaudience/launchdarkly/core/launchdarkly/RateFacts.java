package io.github.camelaudience.launchdarkly.core.launchdarkly;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Tells what one answer said about rate and time in its headers. A header that makes no sense is absent: a bad
 * header must never become a bad wait. Whether a time is credible is judged by the reader of these facts.
 *
 * @param account               what was said of all requests of the account
 * @param route                 what was said of the requests of the route; its reset is the account's, for they share a header
 * @param token                 what was said of the requests with the access token
 * @param dateEpochMillis       the server's clock when it answered; whole seconds, rounded down
 * @param retryAfterMillis      how long to stay away
 * @param retryAfterEpochMillis until when to stay away, by the server's clock; whole seconds
 * @see <a href="https://launchdarkly.com/docs/api#rate-limiting">LaunchDarkly: rate limiting</a>
 */
public record RateFacts(
        Quota account,
        Quota route,
        Quota token,
        OptionalLong dateEpochMillis,
        OptionalLong retryAfterMillis,
        OptionalLong retryAfterEpochMillis) {

    /**
     * Tells what was said of one limit. Each part may be absent.
     *
     * @param remaining        how many requests are left in the window, never negative, and never more than the limit
     * @param limit            how many requests a window allows, at least 1
     * @param resetEpochMillis when the window ends, by the server's clock, in milliseconds since the epoch
     */
    public record Quota(OptionalLong remaining, OptionalLong limit, OptionalLong resetEpochMillis) {

        /** Says nothing. */
        public static final Quota NONE = new Quota(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

        /** Obeys the tighter of two numbers that contradict each other: no more is left than a window allows. */
        public Quota {
            Objects.requireNonNull(resetEpochMillis, "resetEpochMillis");
            if (remaining.isPresent() && limit.isPresent()) {
                remaining = OptionalLong.of(Math.min(remaining.getAsLong(), limit.getAsLong()));
            }
        }

        /** Tells whether the window is used up. */
        public boolean isUsedUp() {
            return remaining.isPresent() && remaining.getAsLong() == 0;
        }
    }

    /** Says nothing. */
    public static final RateFacts NONE = new RateFacts(
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty());

    private static final String PREFIX = "X-Ratelimit-";
    private static final String ACCOUNT = PREFIX + "Global-";
    private static final String ROUTE = PREFIX + "Route-";
    private static final String TOKEN = PREFIX + "Auth-Token-";
    private static final String REMAINING = "Remaining";
    private static final String LIMIT = "Limit";
    private static final String RESET = "Reset";
    private static final String RETRY_AFTER = "Retry-After";
    private static final String DATE = "Date";

    private static final int LONGEST_NUMBER = 40;
    /** A thousand times such a number is no overflow. */
    private static final int SHORT_NUMBER = 15;

    private static final int LONGEST_LIST = 200;
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+(\\.[0-9]+)?");
    private static final Pattern BETWEEN = Pattern.compile(",\\s+");
    private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE);

    /** Checks that all are there, be they empty. */
    public RateFacts {
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(route, "route");
        Objects.requireNonNull(token, "token");
        Objects.requireNonNull(dateEpochMillis, "dateEpochMillis");
        Objects.requireNonNull(retryAfterMillis, "retryAfterMillis");
        Objects.requireNonNull(retryAfterEpochMillis, "retryAfterEpochMillis");
    }

    /** Makes the facts of an answer that tells of the account only, and not of its limit. */
    public RateFacts(
            OptionalLong remaining,
            OptionalLong resetEpochMillis,
            OptionalLong dateEpochMillis,
            OptionalLong retryAfterMillis,
            OptionalLong retryAfterEpochMillis) {
        this(
                new Quota(remaining, OptionalLong.empty(), resetEpochMillis),
                new Quota(OptionalLong.empty(), OptionalLong.empty(), resetEpochMillis),
                Quota.NONE,
                dateEpochMillis,
                retryAfterMillis,
                retryAfterEpochMillis);
    }

    /**
     * Reads the facts; throws for no value whatever. Fractions are rounded down, numbers too large for a {@code long}
     * become the largest one, a negative remainder is zero, a limit below one and a negative time are absent. Of a header
     * that stands there several times the tightest is read: the smallest number, the latest time.
     *
     * @param headers value of a header by its name, or {@code null}; finding names in any case is its business
     */
    public static RateFacts parse(UnaryOperator<String> headers) {
        String retryAfter = headers.apply(RETRY_AFTER);
        OptionalLong shared = time(headers.apply(PREFIX + RESET), 1);
        return new RateFacts(
                quota(headers, ACCOUNT, shared),
                quota(headers, ROUTE, shared),
                quota(headers, TOKEN, time(headers.apply(TOKEN + RESET), 1)),
                HttpDates.parse(headers.apply(DATE)),
                time(retryAfter, 1_000),
                HttpDates.parse(retryAfter));
    }

    private static Quota quota(UnaryOperator<String> headers, String family, OptionalLong reset) {
        OptionalLong limit = count(headers.apply(family + LIMIT));
        return new Quota(
                count(headers.apply(family + REMAINING)),
                limit.orElse(0) < 1 ? OptionalLong.empty() : limit, // nothing could ever go
                reset);
    }

    /** Returns what was said of one of the three. */
    public Quota of(RateScope scope) {
        return switch (scope) {
            case ACCOUNT -> account;
            case ROUTE -> route;
            case TOKEN -> token;
        };
    }

    /** Returns the smallest remainder of the three; empty when the answer told none. */
    public OptionalLong remaining() {
        return Stream.of(account, route, token)
                .flatMapToLong(quota -> quota.remaining().stream())
                .min();
    }

    /** Returns the reset that account and route share. */
    public OptionalLong resetEpochMillis() {
        return account.resetEpochMillis();
    }

    private static OptionalLong count(String text) {
        return isShortNumber(text) ? OptionalLong.of(Long.parseLong(text)) : countOf(text);
    }

    private static OptionalLong countOf(String text) {
        return numbers(text)
                .min(Comparator.naturalOrder())
                .map(RateFacts::atLeastZero)
                .orElse(OptionalLong.empty());
    }

    private static OptionalLong atLeastZero(BigDecimal number) {
        return OptionalLong.of(bounded(number.max(BigDecimal.ZERO)));
    }

    private static OptionalLong time(String text, int millisPerUnit) {
        return isShortNumber(text)
                ? OptionalLong.of(Long.parseLong(text) * millisPerUnit)
                : timeOf(text, millisPerUnit);
    }

    /** Whether it is written as all of these headers are that LaunchDarkly is known to send. */
    private static boolean isShortNumber(String text) {
        if (text == null || text.isEmpty() || text.length() > SHORT_NUMBER) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static OptionalLong timeOf(String text, int millisPerUnit) {
        return numbers(text)
                .filter(number -> number.signum() >= 0)
                .max(Comparator.naturalOrder())
                .map(number -> OptionalLong.of(bounded(number.multiply(BigDecimal.valueOf(millisPerUnit)))))
                .orElse(OptionalLong.empty());
    }

    /** What stands there several times comes as one text: with commas between, and some write brackets around it. */
    private static Stream<BigDecimal> numbers(String text) {
        if (text == null || text.length() > LONGEST_LIST) {
            return Stream.empty();
        }
        String list = text.strip();
        boolean bracketed = list.startsWith("[") && list.endsWith("]");
        return Arrays.stream(BETWEEN.split(bracketed ? list.substring(1, list.length() - 1) : list))
                .map(String::strip)
                .filter(number -> number.length() <= LONGEST_NUMBER
                        && NUMBER.matcher(number).matches())
                .map(BigDecimal::new);
    }

    private static long bounded(BigDecimal number) {
        return number.min(LARGEST).setScale(0, RoundingMode.DOWN).longValueExact();
    }
}
