package io.github.camelaudience.launchdarkly.segment;

import static io.github.camelaudience.launchdarkly.membership.MembershipChange.NO_EVENT_TIME;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
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
        assertThat(read(common)).isEqualTo(NO_EVENT_TIME);
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
                "2026-01-02T03:04:05",
                "2026-01-02 03:04:05Z",
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
                "1767323045678",
                "soon",
                "\u0662026-01-02T03:04:05.678Z"
            })
    void everythingElseIsNoTime(String text) {
        assertThat(read(text)).isEqualTo(NO_EVENT_TIME);
    }

    @ParameterizedTest
    @CsvSource({"1767323045678, 1767323045678", "0, 0", "-1, -1", "1.5e3, 1500", "-0, 0"})
    void integralNumbersAreMilliseconds(String number, long millis) {
        assertThat(EventTime.ofNumber(number)).isEqualTo(millis);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "1e30", "1e999999999", "1e99999999999", "1234567890123456789"})
    void otherNumbersAreNoTime(String number) {
        assertThat(EventTime.ofNumber(number)).isEqualTo(NO_EVENT_TIME);
    }

    private static long read(String text) {
        char[] padded = ("##" + text + "0Z").toCharArray();
        return EventTime.ofText(padded, 2, text.length());
    }
}
