package io.github.camelaudience.launchdarkly.vectors;

import io.github.camelaudience.launchdarkly.vectors.Js.Obj;
import io.github.camelaudience.launchdarkly.vectors.Js.Str;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.stream.Stream;

/** When an event happened (rule D26): the first of its times that can be read. */
final class EventTime {

    static final long UNKNOWN = Long.MIN_VALUE;

    private EventTime() {}

    static long of(Obj event) {
        return Stream.of("timestamp", "originalTimestamp", "receivedAt", "sentAt")
                .map(event::own)
                .filter(Str.class::isInstance)
                .map(value -> parse(((Str) value).text()))
                .filter(time -> time != UNKNOWN)
                .findFirst()
                .orElse(UNKNOWN);
    }

    private static long parse(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant().toEpochMilli();
        } catch (DateTimeParseException e) {
            return UNKNOWN;
        }
    }

    /** Whether {@code one} is known to have happened before {@code other}. */
    static boolean isBefore(long one, long other) {
        return one != UNKNOWN && other != UNKNOWN && one < other;
    }
}
