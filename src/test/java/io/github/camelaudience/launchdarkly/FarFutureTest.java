package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import io.github.camelaudience.standin.SegmentMessage;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One message with an impossible time must not fence out what comes after it (rule D26). */
class FarFutureTest {

    private static final String TIME = "2026-01-02T03:04:05.678Z";
    private static final long NOW = 1_800_000_000_000L;

    @ParameterizedTest
    @ValueSource(strings = {"\"2100-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59.999-18:00\"", "999999999999999999"})
    void aTimeFarAheadCountsAsTheTimeOfArrival(String time) throws Exception {
        try (Integration ld = Integration.start("")) {
            String enters = SegmentMessage.identify("u1").enters("x").replace('"' + TIME + '"', time);
            assertThat(ld.send(enters).getException()).isNull();
            assertThat(ld.launchDarkly.members("aud_x")).containsExactly("u1");

            String leaves = SegmentMessage.identify("u1")
                    .at(Instant.now().plusSeconds(1))
                    .leaves("x");
            assertThat(ld.send(leaves).getException()).isNull();
            assertThat(ld.launchDarkly.members("aud_x")).isEmpty();
        }
    }

    @Test
    void whatClocksMayDifferIsKept() {
        assertThat(change(NOW + 300_000).arrivedAt(NOW).eventTime()).isEqualTo(NOW + 300_000);
        assertThat(change(NOW + 300_001).arrivedAt(NOW).eventTime()).isEqualTo(NOW);
        assertThat(change(Long.MAX_VALUE).arrivedAt(NOW).eventTime()).isEqualTo(NOW);
        assertThat(change(0).arrivedAt(NOW).eventTime()).isZero();
        assertThat(change(MembershipChange.NO_EVENT_TIME).arrivedAt(NOW).hasEventTime())
                .isFalse();
    }

    private static MembershipChange change(long eventTime) {
        return new MembershipChange(new MembershipSlot("e", "user", "a", "u"), "A", true, eventTime, null);
    }
}
