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

    private HttpDates() {}

    /** Milliseconds since the epoch, always whole seconds; empty for anything that is not a date. */
    static OptionalLong parse(String text) {
        if (text == null || text.length() > LONGEST) {
            return OptionalLong.empty();
        }
        for (DateTimeFormatter form : FORMS) {
            try {
                LocalDateTime time = LocalDateTime.parse(text.strip(), form);
                return OptionalLong.of(time.toInstant(ZoneOffset.UTC).toEpochMilli());
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
