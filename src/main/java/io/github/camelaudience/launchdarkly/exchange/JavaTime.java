package io.github.camelaudience.launchdarkly.exchange;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.OptionalLong;

/** Reads a time that is an object of Java, as databases and the clients of object storages give it. */
public final class JavaTime {

    private JavaTime() {}

    /** Gives the milliseconds since the epoch, without a zone by UTC; empty for an object that is no time. */
    public static OptionalLong millis(Object time) {
        if (time instanceof Date date) {
            return OptionalLong.of(date.getTime());
        } else if (time instanceof Instant instant) {
            return OptionalLong.of(instant.toEpochMilli());
        } else if (time instanceof OffsetDateTime dateTime) {
            return OptionalLong.of(dateTime.toInstant().toEpochMilli());
        } else if (time instanceof ZonedDateTime dateTime) {
            return OptionalLong.of(dateTime.toInstant().toEpochMilli());
        } else if (time instanceof LocalDateTime dateTime) {
            return OptionalLong.of(dateTime.toInstant(ZoneOffset.UTC).toEpochMilli());
        }
        return OptionalLong.empty();
    }
}
