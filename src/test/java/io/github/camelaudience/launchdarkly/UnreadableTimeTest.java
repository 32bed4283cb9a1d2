package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.standin.SegmentMessage;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A time that is there and cannot be read makes a message happen on arrival, and is counted (rule D30). */
class UnreadableTimeTest {

    private static final String TIME = "\"2026-01-02T03:04:05.678Z\"";

    private static String identify(boolean member, String time) {
        return SegmentMessage.identify("u1").says("x", member).replace(TIME, time);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"yesterday\"", "\"2024-05-06T09:30:22:029:Z\"", "\"\"", "{}", "[]", "true", "1.5"})
    void countsAndComesLast(String time) throws Exception {
        try (Integration ld = Integration.start("")) {
            Instant soon = Instant.now().minusSeconds(60);
            ld.send(identify(true, "\"" + soon + "\""));
            ld.send(identify(false, time));
            assertThat(ld.launchDarkly.members("aud_x")).isEmpty();
            assertThat(ld.endpoint().getUnreadableTime()).isEqualTo(1);

            assertThat(Integration.report(ld.send(identify(true, "\"" + soon.plusSeconds(1) + "\"")))
                            .items()
                            .get(0)
                            .reason())
                    .isEqualTo("STALE");
        }
    }

    @Test
    void theNextThatCanBeReadCounts() throws Exception {
        try (Integration ld = Integration.start("")) {
            ld.send(identify(true, TIME));
            assertThat(Integration.report(ld.send(identify(false, "\"soon\",\"sentAt\":\"2026-01-02 03:04:05\"")))
                            .items()
                            .get(0)
                            .reason())
                    .isEqualTo("STALE");
            ld.send(identify(true, "null"));
            assertThat(ld.endpoint().getUnreadableTime()).isZero();
        }
    }
}
