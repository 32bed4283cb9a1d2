package io.github.camelaudience.launchdarkly.vectors;

import io.github.camelaudience.launchdarkly.vectors.Js.Num;
import io.github.camelaudience.launchdarkly.vectors.Js.Obj;
import io.github.camelaudience.launchdarkly.vectors.Js.Str;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** When an event happened (rule D26): the first of its times that can be read. */
final class EventTime {

    static final long UNKNOWN = Long.MIN_VALUE;

    /** It looks like a time, but not like those this model reads. */
    private static final long UNSURE = Long.MIN_VALUE + 1;

    private static final int MAX_DIGITS = 18;
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}");

    private EventTime() {}

    static long of(Obj event) {
        return Stream.of("timestamp", "originalTimestamp", "receivedAt", "sentAt")
                .map(event::own)
                .map(EventTime::time)
                .filter(time -> time != UNKNOWN)
                .findFirst()
                .orElse(UNKNOWN);
    }

    private static long time(Js value) {
        if (value instanceof Num number) {
            return Identifier.digits(number.token())
                    .filter(digits -> digits.length() <= MAX_DIGITS)
                    .map(Long::valueOf)
                    .orElse(UNKNOWN);
        }
        return value instanceof Str text ? parse(text.text()) : UNKNOWN;
    }

    private static long parse(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant().toEpochMilli();
        } catch (DateTimeParseException e) {
            return DATE.matcher(text).lookingAt() ? UNSURE : UNKNOWN;
        }
    }

    /**
     * Whether {@code one} is known to have happened before {@code other}.
     *
     * @throws NotModelledException when one is written in a way that this model does not read
     */
    static boolean isBefore(long one, long other) {
        if (one == UNSURE || other == UNSURE) {
            throw new NotModelledException("a time in another notation");
        }
        return one != UNKNOWN && other != UNKNOWN && one < other;
    }
}
