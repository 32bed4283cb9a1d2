package io.github.camelaudience.launchdarkly.vectors;

import io.github.camelaudience.launchdarkly.core.membership.DifferenceRule;
import io.github.camelaudience.launchdarkly.vectors.Js.Num;
import io.github.camelaudience.launchdarkly.vectors.Js.Obj;
import io.github.camelaudience.launchdarkly.vectors.Js.Str;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When an event happened (rules D26 and D30): the first of its times that can be read. */
final class EventTime {

    static final long UNKNOWN = Long.MIN_VALUE;

    /** On arrival: a time that is too far ahead, or one that is there and cannot be read. */
    private static final long NOW = Long.MAX_VALUE;

    private static final long MOST_AHEAD = 300_000;
    private static final Pattern LENIENT =
            Pattern.compile("(\\d{4}-\\d{2}-\\d{2})(?:[Tt]| +)(\\d{2}:\\d{2}(?::\\d{2}(?:[.,]\\d+)?)?) *"
                    + "([Zz]|[Uu][Tt][Cc]|[+-]\\d{2}(?::?\\d{2})?)?");
    private static final Pattern DIGITS = Pattern.compile("\\d{9,19}");

    private EventTime() {}

    static long of(Obj event, Set<DifferenceRule> rules) {
        boolean unreadable = false;
        for (String name : List.of("timestamp", "originalTimestamp", "receivedAt", "sentAt")) {
            Js value = event.own(name);
            long time = time(value, rules.contains(DifferenceRule.D30));
            if (time != UNKNOWN) {
                return time > System.currentTimeMillis() + MOST_AHEAD ? NOW : time;
            }
            unreadable |= value != null && !(value instanceof Js.Nothing);
        }
        return unreadable && rules.contains(DifferenceRule.D30) ? NOW : UNKNOWN;
    }

    private static long time(Js value, boolean lenient) {
        if (value instanceof Num number) {
            return Identifier.digits(number.token())
                    .map(digits -> lenient ? epoch(digits) : millis(digits))
                    .orElse(UNKNOWN);
        }
        if (!(value instanceof Str text)) {
            return UNKNOWN;
        }
        return lenient ? lenient(text.text()) : parse(text.text());
    }

    private static long millis(String digits) {
        BigInteger value = new BigInteger(digits);
        return value.bitLength() < Long.SIZE ? value.longValueExact() : UNKNOWN;
    }

    /** The unit is told by the magnitude. */
    private static long epoch(String digits) {
        long value = millis(digits);
        if (value == UNKNOWN) {
            return UNKNOWN;
        }
        int magnitude = new BigInteger(digits).abs().toString().length();
        if (magnitude <= 11) {
            return value * 1000;
        }
        return Math.floorDiv(value, magnitude <= 14 ? 1L : magnitude <= 17 ? 1000L : 1_000_000L);
    }

    private static long lenient(String text) {
        Matcher matcher = LENIENT.matcher(text);
        if (matcher.matches()) {
            String zone = matcher.group(3);
            boolean utc = zone == null || Set.of("Z", "UTC").contains(zone.toUpperCase(Locale.ROOT));
            String offset = utc ? "Z" : zone.length() == 5 ? zone.substring(0, 3) + ":" + zone.substring(3) : zone;
            return parse(matcher.group(1) + "T" + matcher.group(2).replace(',', '.') + offset);
        }
        return DIGITS.matcher(text).matches() && text.length() % 3 != 2 ? epoch(text) : UNKNOWN;
    }

    private static long parse(String text) {
        try {
            return DateTimeFormatter.ISO_OFFSET_DATE_TIME
                    .parse(text.length() > 3 && text.matches(".*[+-]\\d{2}") ? text + ":00" : text, Instant::from)
                    .toEpochMilli();
        } catch (DateTimeException e) {
            return UNKNOWN;
        }
    }

    /** Whether {@code one} is known to have happened before {@code other}. */
    static boolean isBefore(long one, long other) {
        return one != UNKNOWN && other != UNKNOWN && one < other;
    }
}
