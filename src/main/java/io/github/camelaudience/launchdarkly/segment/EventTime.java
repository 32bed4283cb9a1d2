package io.github.camelaudience.launchdarkly.segment;

import static io.github.camelaudience.launchdarkly.membership.MembershipChange.NO_EVENT_TIME;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Points in time as Segment writes them: ISO 8601 with {@code Z} or an offset and any number of fraction digits, or
 * milliseconds since the epoch. Reads no clock and no zone data.
 */
public final class EventTime {

    private static final String COMMON = "2026-01-02T03:04:05.678Z";
    private static final long DAY = 86_400_000L;
    private static final int MAX_EPOCH_DIGITS = 18;

    private final char[] text;
    private final int end;
    private int pos;

    private EventTime(char[] text, int start, int end) {
        this.text = text;
        this.pos = start;
        this.end = end;
    }

    /** Where to look when {@code timestamp} tells no time, in this order (rule D26). */
    private static final List<String> OTHERS = List.of("originalTimestamp", "receivedAt", "sentAt");

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
    static long search(RawJson message, JsonFactory factory) throws IOException {
        byte[] doc = message.document();
        long[] times = new long[OTHERS.size()];
        Arrays.fill(times, NO_EVENT_TIME);
        ObjectMembers members = new ObjectMembers(doc, message.offset(), message.offset() + message.length());
        while (members.next()) {
            for (int i = 0; i < times.length; i++) {
                if (members.isNamed(OTHERS.get(i))) {
                    try (TokenStream in = new TokenStream(factory, doc, members.valueStart(), members.valueEnd())) {
                        times[i] = of(in.parser(), in.next());
                    }
                }
            }
        }
        return Arrays.stream(times)
                .filter(time -> time != NO_EVENT_TIME)
                .findFirst()
                .orElse(NO_EVENT_TIME);
    }

    /** Milliseconds since the epoch of an ISO 8601 text; or {@code NO_EVENT_TIME} when it is none. */
    public static long ofText(String text) {
        return ofText(text.toCharArray(), 0, text.length());
    }

    /** Milliseconds since the epoch of an ISO 8601 text, rounded down; or {@code NO_EVENT_TIME} when it is none. */
    static long ofText(char[] text, int offset, int length) {
        long time = length == COMMON.length() ? ofCommon(text, offset) : NO_EVENT_TIME;
        return time != NO_EVENT_TIME ? time : new EventTime(text, offset, offset + length).read();
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
        return epochDay(year, month, day) * DAY + (hour * 3600L + minute * 60L + second) * 1000L + millis;
    }

    /** Two digits as a number; far below zero when they are none. */
    private static int pair(char[] text, int at) {
        int tens = text[at] - '0';
        int ones = text[at + 1] - '0';
        return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1_000_000;
    }

    /** The value of a JSON number that is integral; or {@code NO_EVENT_TIME}. */
    static long ofNumber(String number) {
        String digits = IntegralNumber.digits(number);
        return digits == null || digits.length() > MAX_EPOCH_DIGITS ? NO_EVENT_TIME : Long.parseLong(digits);
    }

    private long read() {
        int year = digits(4);
        int month = after('-') ? digits(2) : -1;
        int day = after('-') ? digits(2) : -1;
        int hour = after('T') || after('t') ? digits(2) : -1;
        int minute = after(':') ? digits(2) : -1;
        int second = after(':') ? digits(2) : 0;
        int millis = after('.') || after(',') ? fraction() : 0;
        if (year < 0 || month < 1 || month > 12 || day < 1 || day > daysIn(month, year)) {
            return NO_EVENT_TIME;
        }
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 || millis < 0) {
            return NO_EVENT_TIME;
        }
        int offsetMinutes = offset();
        if (offsetMinutes == Integer.MIN_VALUE || pos != end) {
            return NO_EVENT_TIME;
        }
        long minutes = hour * 60L + minute - offsetMinutes;
        return epochDay(year, month, day) * DAY + minutes * 60_000L + second * 1000L + millis;
    }

    /** {@code Z}, {@code +hh:mm}, {@code +hhmm} or {@code +hh} in minutes; the least integer when there is none. */
    private int offset() {
        if (after('Z') || after('z')) {
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

    private static int daysIn(int month, int year) {
        return switch (month) {
            case 2 -> year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    /** Days since 1970-01-01 in the proleptic Gregorian calendar, with years that start in March. */
    private static long epochDay(int year, int month, int day) {
        long y = month > 2 ? year : year - 1L;
        long era = Math.floorDiv(y, 400L);
        long yearOfEra = y - era * 400;
        long dayOfYear = (153L * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        long dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * 146_097 + dayOfEra - 719_468;
    }
}
