package io.github.camelaudience.launchdarkly.core.segment;

import static io.github.camelaudience.launchdarkly.core.membership.MembershipChange.NO_EVENT_TIME;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelaudience.launchdarkly.core.json.IntegralNumber;
import io.github.camelaudience.launchdarkly.core.json.ObjectMembers;
import io.github.camelaudience.launchdarkly.core.json.RawJson;
import io.github.camelaudience.launchdarkly.core.json.TokenStream;
import java.io.IOException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.List;

/**
 * Reads points in time as Segment writes them, in RFC 3339, and as those write them who load a warehouse or build a
 * message by hand (rule D30): with a blank for the {@code T} or before the zone, {@code UTC} for {@code Z}, no zone, or
 * as seconds, milliseconds, microseconds or nanoseconds since the epoch. Knows no clock and no zone data.
 */
public final class EventTime {

    private static final String COMMON = "2026-01-02T03:04:05.678Z";
    private static final long DAY = 86_400_000L;
    private static final int MAX_EPOCH_DIGITS = 19;

    /** Below it a number of seconds is meant: the year 5138, and in milliseconds 1973. */
    private static final long SECONDS_UNTIL = 100_000_000_000L;

    /** Below it a number of milliseconds is meant, and above it, up to a thousand times as many, of microseconds. */
    private static final long MILLIS_UNTIL = SECONDS_UNTIL * 1000;

    private static final long MICROS_UNTIL = MILLIS_UNTIL * 1000;

    /** A text of fewer digits is a year or a date. */
    private static final int LEAST_DIGITS_IN_TEXT = 9;

    /** Where to look for the time of a message, in this order (rule D26). */
    static final List<String> SOURCES = List.of("timestamp", "originalTimestamp", "receivedAt", "sentAt");

    private static final List<String> OTHERS = SOURCES.subList(1, SOURCES.size());

    private final char[] text;
    private final int end;
    private int pos;

    private EventTime(char[] text, int start, int end) {
        this.text = text;
        this.pos = start;
        this.end = end;
    }

    /** The time of the current token; {@code NO_EVENT_TIME} when it is none. */
    static long of(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_STRING -> {
                char[] text = parser.getTextCharacters();
                yield ofText(text, parser.getTextOffset(), parser.getTextLength());
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> ofNumber(parser.getText());
            default -> NO_EVENT_TIME;
        };
    }

    /** The time of a message that has no readable {@code timestamp}. The message is well-formed. */
    static long search(RawJson message, JsonFactory factory, ValueReader values) throws IOException {
        byte[] doc = message.document();
        long[] times = new long[OTHERS.size()];
        Arrays.fill(times, NO_EVENT_TIME);
        ObjectMembers members = new ObjectMembers(doc, message.offset(), message.offset() + message.length());
        while (members.next()) {
            for (int i = 0; i < times.length; i++) {
                if (members.isNamed(OTHERS.get(i))) {
                    try (TokenStream in = new TokenStream(factory, doc, members.valueStart(), members.valueEnd())) {
                        JsonToken token = in.next();
                        if (token == JsonToken.VALUE_STRING) {
                            values.checkLength(in.parser());
                        }
                        times[i] = of(in.parser(), token);
                    }
                }
            }
        }
        return Arrays.stream(times)
                .filter(time -> time != NO_EVENT_TIME)
                .findFirst()
                .orElse(NO_EVENT_TIME);
    }

    /** Whether a well-formed message has a member that tells its time, readable or not; null tells none. */
    static boolean isTold(RawJson message) {
        boolean[] told = new boolean[SOURCES.size()];
        ObjectMembers members =
                new ObjectMembers(message.document(), message.offset(), message.offset() + message.length());
        while (members.next()) {
            for (int i = 0; i < told.length; i++) {
                if (members.isNamed(SOURCES.get(i))) {
                    told[i] = members.valueKind() != 'n'; // of two with one name the last counts
                }
            }
        }
        for (boolean each : told) {
            if (each) {
                return true;
            }
        }
        return false;
    }

    /** The time that a value of a message tells; {@code NO_EVENT_TIME} when it tells none. */
    static long of(JsonNode value) {
        if (value.isTextual()) {
            return ofText(value.textValue());
        }
        return value.isNumber() ? ofNumber(value.asText()) : NO_EVENT_TIME;
    }

    /** Milliseconds since the epoch of a text, rounded down; or {@code NO_EVENT_TIME} when it is no time. */
    public static long ofText(String text) {
        return ofText(text.toCharArray(), 0, text.length());
    }

    static long ofText(char[] text, int offset, int length) {
        long time = length == COMMON.length() ? ofCommon(text, offset) : NO_EVENT_TIME;
        if (time == NO_EVENT_TIME) {
            time = new EventTime(text, offset, offset + length).read();
        }
        return time == NO_EVENT_TIME ? ofDigits(text, offset, length) : time;
    }

    /** Reads the form that Segment writes itself; any doubt is left to the general way. */
    private static long ofCommon(char[] text, int at) {
        boolean shaped = text[at + 4] == '-'
                && text[at + 7] == '-'
                && text[at + 10] == 'T'
                && text[at + 13] == ':'
                && text[at + 16] == ':'
                && text[at + 19] == '.'
                && text[at + 23] == 'Z';
        if (!shaped) {
            return NO_EVENT_TIME;
        }
        int year = pair(text, at) * 100 + pair(text, at + 2);
        int month = pair(text, at + 5);
        int day = pair(text, at + 8);
        int hour = pair(text, at + 11);
        int minute = pair(text, at + 14);
        int second = pair(text, at + 17);
        int last = pair(text, at + 21);
        int millis = last < 0 ? last : pair(text, at + 20) * 10 + last % 10;
        boolean plain = (year | month | day | hour | minute | second | millis) >= 0;
        if (!plain || month < 1 || month > 12 || day < 1 || day > 28 || hour > 23 || minute > 59 || second > 59) {
            return NO_EVENT_TIME;
        }
        return LocalDate.of(year, month, day).toEpochDay() * DAY
                + (hour * 3600L + minute * 60L + second) * 1000L
                + millis;
    }

    /** Two digits as a number; far below zero when they are none. */
    private static int pair(char[] text, int at) {
        int tens = text[at] - '0';
        int ones = text[at + 1] - '0';
        return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1_000_000;
    }

    /**
     * Digits alone, as many as an instant between 1973 and 2286 has in one of the four units: with 11, 14 or 17 of them
     * it is rather a date without its punctuation.
     */
    private static long ofDigits(char[] text, int offset, int length) {
        if (length < LEAST_DIGITS_IN_TEXT || length > MAX_EPOCH_DIGITS || length % 3 == 2) {
            return NO_EVENT_TIME;
        }
        for (int i = offset; i < offset + length; i++) {
            if (text[i] < '0' || text[i] > '9') {
                return NO_EVENT_TIME;
            }
        }
        return ofNumber(new String(text, offset, length));
    }

    /** The time of a JSON number that is integral, its unit told by its magnitude; or {@code NO_EVENT_TIME}. */
    static long ofNumber(String number) {
        String digits = IntegralNumber.digits(number);
        if (digits == null || digits.length() > MAX_EPOCH_DIGITS + 1) {
            return NO_EVENT_TIME;
        }
        long value;
        try {
            value = Long.parseLong(digits);
        } catch (NumberFormatException e) {
            return NO_EVENT_TIME;
        }
        long size = value == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(value);
        if (size < SECONDS_UNTIL) {
            return value * 1000;
        }
        if (size < MILLIS_UNTIL) {
            return value;
        }
        return Math.floorDiv(value, size < MICROS_UNTIL ? 1000L : 1_000_000L);
    }

    private long read() {
        int year = digits(4);
        int month = after('-') ? digits(2) : -1;
        int day = after('-') ? digits(2) : -1;
        int hour = after('T') || after('t') || blanks() ? digits(2) : -1;
        int minute = after(':') ? digits(2) : -1;
        int second = after(':') ? digits(2) : 0;
        int millis = after('.') || after(',') ? fraction() : 0;
        if (year < 0
                || month < 1
                || month > 12
                || day < 1
                || day > YearMonth.of(year, month).lengthOfMonth()) {
            return NO_EVENT_TIME;
        }
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60 || millis < 0) {
            return NO_EVENT_TIME;
        }
        int offsetMinutes = offset();
        if (offsetMinutes == Integer.MIN_VALUE || pos != end) {
            return NO_EVENT_TIME;
        }
        long minutes = hour * 60L + minute - offsetMinutes;
        if (second == 60 && Math.floorMod(minutes, 1440L) != 1439) {
            return NO_EVENT_TIME;
        }
        return LocalDate.of(year, month, day).toEpochDay() * DAY + minutes * 60_000L + second * 1000L + millis;
    }

    /**
     * {@code Z}, {@code UTC}, {@code +hh:mm}, {@code +hhmm} or {@code +hh} in minutes, 0 when nothing follows; the least
     * integer when something else does.
     */
    private int offset() {
        blanks();
        if (pos == end || after('Z') || after('z')) {
            return 0;
        }
        if (end - pos == 3 && "UTC".equalsIgnoreCase(new String(text, pos, 3))) {
            pos = end;
            return 0;
        }
        boolean east = after('+');
        if (!east && !after('-')) {
            return Integer.MIN_VALUE;
        }
        int hours = digits(2);
        int minutes = after(':') || pos < end ? digits(2) : 0;
        if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59) {
            return Integer.MIN_VALUE;
        }
        int total = hours * 60 + minutes;
        return east ? total : -total;
    }

    /** Steps over blanks, and says whether there are any. */
    private boolean blanks() {
        int start = pos;
        while (after(' ')) {
            // the next one
        }
        return pos > start;
    }

    private boolean after(char expected) {
        if (pos < end && text[pos] == expected) {
            pos++;
            return true;
        }
        return false;
    }

    /** The next {@code count} digits as a number, or -1 when something else stands there. */
    private int digits(int count) {
        if (end - pos < count) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < count; i++) {
            int digit = text[pos++] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    /** Milliseconds of a fraction of any length, rounded down; -1 when there is no digit. */
    private int fraction() {
        int millis = 0;
        int count = 0;
        for (; pos < end && text[pos] >= '0' && text[pos] <= '9'; pos++, count++) {
            if (count < 3) {
                millis = millis * 10 + text[pos] - '0';
            }
        }
        return switch (count) {
            case 0 -> -1;
            case 1 -> millis * 100;
            case 2 -> millis * 10;
            default -> millis;
        };
    }
}
