package io.github.camelaudience.launchdarkly.core.segment;

import static io.github.camelaudience.launchdarkly.core.membership.MembershipChange.NO_EVENT_TIME;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimeTest {

    @Property
    void readsWhatTheLibraryWrites(
            @ForAll @LongRange(min = -62_135_596_800_000L, max = 253_402_300_799_999L) long millis,
            @ForAll @IntRange(min = -1080, max = 1080) int minutes) {
        Instant instant = Instant.ofEpochMilli(millis);
        assertThat(read(instant.toString())).isEqualTo(millis);
        String common =
                LocalDateTime.ofInstant(instant, ZoneOffset.UTC).plusNanos(0).toString();
        assertThat(read(String.format("%tFT%<tT.%<tLZ", instant.atOffset(ZoneOffset.UTC))))
                .isEqualTo(millis);
        OffsetDateTime there = instant.atOffset(ZoneOffset.ofTotalSeconds(minutes * 60));
        if (there.getYear() > 0 && there.getYear() < 10_000) {
            assertThat(read(there.toString())).isEqualTo(millis);
        }
        assertThat(read(common)).isEqualTo(millis);
    }

    @Property
    void readsEveryUnitSinceTheEpoch(
            @ForAll @LongRange(min = 100_000_000_000L, max = 9_223_372_036_854L - 1) long millis) {
        long seconds = Math.floorDiv(millis, 1000L);
        for (String written : List.of(Long.toString(millis), millis + "123", millis + "123456")) {
            assertThat(EventTime.ofNumber(written)).isEqualTo(millis);
            assertThat(read(written)).isEqualTo(millis);
        }
        assertThat(EventTime.ofNumber(Long.toString(seconds))).isEqualTo(seconds * 1000);
        assertThat(read(Long.toString(seconds))).isEqualTo(seconds * 1000);
    }

    @ParameterizedTest
    @CsvSource({
        "2024-05-06 09:30:22 UTC, 2024-05-06T09:30:22Z",
        "2024-05-06 09:30:22.029 utc, 2024-05-06T09:30:22.029Z",
        "2024-05-06 09:30:22Z, 2024-05-06T09:30:22Z",
        "2024-05-06 09:30:22 Z, 2024-05-06T09:30:22Z",
        "2024-05-06 09:30:22.123456+00, 2024-05-06T09:30:22.123Z",
        "2024-05-06 09:30:22.000 -0700, 2024-05-06T16:30:22Z",
        "2024-05-06T09:30:22, 2024-05-06T09:30:22Z",
        "2024-05-06 09:30:22, 2024-05-06T09:30:22Z",
        "2024-05-06T09:30:22UTC, 2024-05-06T09:30:22Z",
        "2016-12-31T23:59:60Z, 2017-01-01T00:00:00Z",
        "2017-01-01T00:59:60.5+01:00, 2017-01-01T00:00:00.500Z",
        "1714987822, 2024-05-06T09:30:22Z",
        "1714987822029, 2024-05-06T09:30:22.029Z",
        "1714987822029123, 2024-05-06T09:30:22.029Z",
        "1714987822029123456, 2024-05-06T09:30:22.029Z",
    })
    void readsWhatWarehousesWrite(String text, String expected) {
        assertThat(read(text)).isEqualTo(Instant.parse(expected).toEpochMilli());
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-02T03:04:05.678Z, 2026-01-02T03:04:05.678Z",
        "2026-01-02T03:04:05Z, 2026-01-02T03:04:05Z",
        "2026-01-02T03:04Z, 2026-01-02T03:04:00Z",
        "2026-01-02T03:04:05.6Z, 2026-01-02T03:04:05.600Z",
        "2026-01-02T03:04:05.67Z, 2026-01-02T03:04:05.670Z",
        "2026-01-02T03:04:05.678999999999999Z, 2026-01-02T03:04:05.678Z",
        "2026-01-02t03:04:05z, 2026-01-02T03:04:05Z",
        "2026-01-02T03:04:05+0130, 2026-01-02T01:34:05Z",
        "2026-01-02T03:04:05-11, 2026-01-02T14:04:05Z",
        "2024-02-29T00:00:00.000Z, 2024-02-29T00:00:00Z",
        "2023-03-31T23:59:59.999Z, 2023-03-31T23:59:59.999Z",
        "1969-12-31T23:59:59.999Z, 1969-12-31T23:59:59.999Z",
    })
    void readsIso8601(String text, String expected) {
        assertThat(read(text)).isEqualTo(Instant.parse(expected).toEpochMilli());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026",
                "2026-01-02",
                "2026-13-02T03:04:05.678Z",
                "2026-02-29T03:04:05.678Z",
                "2026-01-32T03:04:05.678Z",
                "2026-00-01T03:04:05.678Z",
                "2026-01-00T03:04:05.678Z",
                "2026-01-02T24:04:05.678Z",
                "2026-01-02T03:60:05.678Z",
                "2026-01-02T03:04:60.678Z",
                "2026-01-02T03:04:05.Z",
                "2026-01-02T03:04:05.67xZ",
                "2026-01-02T03:04:05.x78Z",
                "2026-01-02T03:04:05.678Zx",
                "2026-01-02T03:04:05.678+1",
                "2026-01-02T03:04:05.678+19:00",
                "2026-01-02T03:04:05.678+",
                "2026-1-2T3:4:5Z",
                "soon",
                "2024-05-06T09:30:22:029:Z",
                "2024-05-06T09:30:22 CET",
                "2024-05-06T09:30:22ZZ",
                "2024-05-06  ",
                "20240506",
                "20240506093022",
                "20240506093022029",
                "17149878220291234567",
                "1714987822.029",
                "+1714987822",
                " 1714987822",
                "\u0662026-01-02T03:04:05.678Z"
            })
    void everythingElseIsNoTime(String text) {
        assertThat(read(text)).isEqualTo(NO_EVENT_TIME);
    }

    @ParameterizedTest
    @CsvSource({
        "1767323045678, 1767323045678",
        "0, 0",
        "-1, -1000",
        "1.5e3, 1500000",
        "-0, 0",
        "99999999999, 99999999999000",
        "100000000000, 100000000000",
        "99999999999999, 99999999999999",
        "100000000000000, 100000000000",
        "100000000000000000, 100000000000",
        "9223372036854775807, 9223372036854",
        "-9223372036854775808, -9223372036855"
    })
    void integralNumbersTellTheirUnitByTheirMagnitude(String number, long millis) {
        assertThat(EventTime.ofNumber(number)).isEqualTo(millis);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "1e30", "1e999999999", "1e99999999999", "9223372036854775808"})
    void otherNumbersAreNoTime(String number) {
        assertThat(EventTime.ofNumber(number)).isEqualTo(NO_EVENT_TIME);
    }

    private static long read(String text) {
        char[] padded = ("##" + text + "0Z").toCharArray();
        return EventTime.ofText(padded, 2, text.length());
    }
}
