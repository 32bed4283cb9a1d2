package io.github.camelaudience.launchdarkly.core.launchdarkly;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** The three forms of a date that HTTP allows (RFC 9110, section 5.6.7). */
final class HttpDates {

    private static final int LONGEST = 40;

    private static final List<DateTimeFormatter> FORMS = List.of(
            form("EEE, dd MMM yyyy HH:mm:ss 'GMT'"),
            new DateTimeFormatterBuilder()
                    .parseCaseInsensitive()
                    .appendPattern("EEEE, dd-MMM-")
                    .appendValueReduced(ChronoField.YEAR, 2, 2, 1970)
                    .appendPattern(" HH:mm:ss 'GMT'")
                    .toFormatter(Locale.US),
            form("EEE MMM ppd HH:mm:ss yyyy"));

    /** The last date that was read: for a second all answers have the same. */
    private static volatile Known last = new Known("Thu, 01 Jan 1970 00:00:00 GMT", 0);

    private record Known(String text, long millis) {}

    private HttpDates() {}

    /** Milliseconds since the epoch, always whole seconds; empty for anything that is not a date. */
    static OptionalLong parse(String text) {
        if (text == null || text.length() > LONGEST) {
            return OptionalLong.empty();
        }
        Known known = last;
        if (known.text.equals(text)) {
            return OptionalLong.of(known.millis);
        }
        for (DateTimeFormatter form : FORMS) {
            try {
                LocalDateTime time = LocalDateTime.parse(text.strip(), form);
                long millis = time.toInstant(ZoneOffset.UTC).toEpochMilli();
                last = new Known(text, millis);
                return OptionalLong.of(millis);
            } catch (DateTimeException | ArithmeticException notThisForm) {
                // try the next
            }
        }
        return OptionalLong.empty();
    }

    private static DateTimeFormatter form(String pattern) {
        return new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .appendPattern(pattern)
                .toFormatter(Locale.US);
    }
}
