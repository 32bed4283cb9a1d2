package io.github.camelaudience.launchdarkly.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelaudience.launchdarkly.api.RateFacts;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Exact numbers. The local clock and the server's agree, and requests take 20 ms, unless a test says otherwise. */
class RateGateTest {

    private static final long T = 1_790_769_600_000L; // a whole second
    private static final OptionalLong ABSENT = OptionalLong.empty();
    private static final double NO_JITTER = 0;

    private final RateGate gate = new RateGate();

    private static RateFacts announced(long remaining, long reset, long date) {
        return new RateFacts(OptionalLong.of(remaining), OptionalLong.of(reset), OptionalLong.of(date), ABSENT, ABSENT);
    }

    private static RateFacts remaining(long remaining) {
        return new RateFacts(OptionalLong.of(remaining), ABSENT, ABSENT, ABSENT, ABSENT);
    }

    private static RateFacts retryAfter(long millis) {
        return new RateFacts(ABSENT, ABSENT, ABSENT, OptionalLong.of(millis), ABSENT);
    }

    private void send(long at, RateFacts facts) {
        assertThat(gate.reserve(at)).isZero();
        gate.answered(facts, false, at, at + 20, NO_JITTER);
    }

    private void refuse(long at, RateFacts facts) {
        assertThat(gate.reserve(at)).isZero();
        gate.answered(facts, true, at, at + 20, NO_JITTER);
    }

    @Test
    void letsEverythingThroughUntilAnAnswerSaysOtherwise() {
        for (int i = 0; i < 10_000; i++) {
            assertThat(gate.reserve(T)).isZero();
            gate.answered(RateFacts.NONE, false, T, T, NO_JITTER);
        }
        assertThat(gate.state(T)).isEqualTo(new RateGateState(ABSENT, ABSENT, 0, ABSENT, 0));
    }

    @Test
    void theFirstHalfGoesAtOnceAndTheRestIsSpread() {
        send(T, announced(9, T + 10_000, T));
        for (int left = 8; left >= 4; left--) {
            send(T + 20L * (9 - left), announced(left, T + 10_000, T));
        }
        // The window ends at T + 10,020: the server's clock may be 20 ms behind. Four left, last went at T + 100.
        assertThat(gate.reserve(T + 120)).isEqualTo((10_020 - 100) / 5 - 20);
        send(T + 2_084, announced(3, T + 10_000, T + 2_000));
        assertThat(gate.reserve(T + 2_104)).isEqualTo((10_020 - 2_084) / 4 - 20);
        assertThat(gate.state(T + 2_104).remaining()).hasValue(3);
        assertThat(gate.state(T + 2_104).limit()).hasValue(10);
    }

    @Test
    void anEmptyWindowWaitsForTheResetAndTheNextOneIsAssumed() {
        send(T, announced(2, T + 7_000, T));
        send(T + 20, announced(1, T + 7_000, T));
        send(T + 3_520, announced(0, T + 7_000, T + 3_000));
        assertThat(gate.reserve(T + 3_540)).isEqualTo(7_020 - 3_540);
        assertThat(gate.reserve(T + 7_019)).isEqualTo(1);
        assertThat(gate.reserve(T + 7_020)).isZero();
        assertThat(gate.state(T + 7_020))
                .isEqualTo(new RateGateState(OptionalLong.of(3), OptionalLong.of(2), 1, ABSENT, 0));
    }

    @Test
    void requestsInFlightAreTakenOff() {
        send(T, announced(3, T + 10_000, T));
        for (int i = 0; i < 2; i++) {
            assertThat(gate.reserve(T + 30)).isZero();
        }
        assertThat(gate.state(T + 30).remaining()).hasValue(1);
        assertThat(gate.reserve(T + 30)).as("spread, but answers may change it").isEqualTo(500);
        assertThat(gate.reserve(T + 30 + (10_020 - 30) / 2)).isZero();
        assertThat(gate.reserve(T + 9_000)).isEqualTo(500);
    }

    @Test
    void answersMayComeBackInAnyOrder() {
        for (int i = 0; i < 3; i++) {
            assertThat(gate.reserve(T)).isZero();
        }
        gate.answered(announced(97, T + 10_000, T), false, T, T + 20, NO_JITTER);
        assertThat(gate.state(T + 20).remaining()).hasValue(95);
        gate.answered(announced(99, T + 10_000, T), false, T, T + 30, NO_JITTER);
        assertThat(gate.state(T + 30).remaining()).hasValue(96);
        gate.answered(announced(98, T + 10_000, T), false, T, T + 40, NO_JITTER);
        assertThat(gate.state(T + 40))
                .isEqualTo(new RateGateState(OptionalLong.of(100), OptionalLong.of(97), 0, ABSENT, 0));
    }

    @Test
    void anUnansweredRequestMayHaveBeenCounted() {
        send(T, announced(10, T + 10_000, T));
        assertThat(gate.reserve(T + 20)).isZero();
        gate.unanswered(T + 20, T + 5_000);
        assertThat(gate.state(T + 5_000).remaining()).hasValue(9);
    }

    @Test
    void theServersClockIsAllowedFor() {
        long ahead = 300_000;
        send(T, announced(0, T + ahead + 4_000, T + ahead));
        assertThat(gate.reserve(T + 20)).isEqualTo(4_000);
    }

    @Test
    void jitterIsAddedToTheReset() {
        gate.reserve(T);
        gate.answered(announced(0, T + 4_000, T), false, T, T + 20, 0.5);
        assertThat(gate.reserve(T + 20)).isEqualTo(4_100);
    }

    @Test
    void nothingGoesBeforeRetryAfter() {
        refuse(T, retryAfter(7_000));
        assertThat(gate.reserve(T + 20)).isEqualTo(7_000);
        assertThat(gate.state(T + 20)).isEqualTo(new RateGateState(ABSENT, ABSENT, 0, OptionalLong.of(T + 7_020), 1));
        assertThat(gate.reserve(T + 7_020)).isZero();
    }

    @Test
    void afterARefusalOneRequestTriesTheWay() {
        refuse(T, retryAfter(1_000));
        assertThat(gate.reserve(T + 1_020)).isZero();
        assertThat(gate.reserve(T + 1_020)).isEqualTo(50);
        gate.answered(RateFacts.NONE, false, T + 1_020, T + 1_040, NO_JITTER);
        assertThat(gate.reserve(T + 1_040)).isZero();
        assertThat(gate.reserve(T + 1_040)).isZero();
    }

    @Test
    void retryAfterIsObeyedWithoutARefusalToo() {
        send(T, retryAfter(3_000)); // such as 503
        assertThat(gate.reserve(T + 20)).isEqualTo(3_000);
        assertThat(gate.state(T + 20).throttled()).isZero();
    }

    @Test
    void retryAfterAsADateIsReadByTheServersClock() {
        gate.reserve(T);
        long serverTime = T - 300_000;
        RateFacts facts =
                new RateFacts(ABSENT, ABSENT, OptionalLong.of(serverTime), ABSENT, OptionalLong.of(serverTime + 5_000));
        gate.answered(facts, true, T, T + 20, NO_JITTER);
        assertThat(gate.reserve(T + 20)).isEqualTo(5_999); // a date is rounded down to the second
    }

    @Test
    void anAbsurdRetryAfterIsCapped() {
        refuse(T, retryAfter(1_000_000_000_000L));
        assertThat(gate.reserve(T + 20)).isEqualTo(30_000);
        assertThat(gate.reserve(T + 30_020)).isZero();
        RateGate hasty = new RateGate(Duration.ofSeconds(2));
        hasty.reserve(T);
        hasty.answered(retryAfter(Long.MAX_VALUE), true, T, T, 1);
        assertThat(hasty.reserve(T)).isEqualTo(2_000);
        assertThat(hasty.reserve(T + 2_000)).isZero();
    }

    @Test
    void anAbsurdResetIsNotBelieved() {
        for (long reset : new long[] {0, 1, T - 5_000, T / 1_000, T + 1_000_000_000_000L, Long.MAX_VALUE}) {
            RateGate fresh = new RateGate();
            fresh.reserve(T);
            fresh.answered(announced(0, reset, T), true, T, T + 20, NO_JITTER);
            assertThat(fresh.reserve(T + 20)).as("reset %d", reset).isEqualTo(10_000);
            assertThat(fresh.reserve(T + 10_020)).isZero();
        }
    }

    @Test
    void aBareRefusalTeachesTheLimit() {
        for (int i = 0; i < 6; i++) {
            send(T + i * 100L, RateFacts.NONE);
        }
        refuse(T + 600, RateFacts.NONE);
        assertThat(gate.state(T + 620).limit()).hasValue(6);
        // Seven went; the second, of T + 100, is out of any window 10.2 s later, rounded up to 50 ms.
        assertThat(gate.reserve(T + 870)).isEqualTo(10_350 - 870);
        assertThat(gate.reserve(T + 10_350)).isZero();
    }

    @Test
    void refusalsInARowWaitLonger() {
        refuse(T, retryAfter(0));
        assertThat(gate.reserve(T + 20)).isEqualTo(250);
        refuse(T + 270, retryAfter(0));
        assertThat(gate.reserve(T + 290)).isEqualTo(500);
        refuse(T + 790, RateFacts.NONE);
        assertThat(gate.reserve(T + 810))
                .as("until ten seconds after the first")
                .isEqualTo(10_020 - 810);
        refuse(T + 10_020, RateFacts.NONE);
        assertThat(gate.reserve(T + 10_040)).isEqualTo(10_000);
    }

    @Test
    void oneMoreIsTriedAfterTwoHundredRequests() {
        refuseAfter(10);
        long now = T + 30_000;
        int granted = 0;
        while (gate.state(now).limit().getAsLong() == 10) {
            long wait = gate.reserve(now);
            if (wait == 0) {
                granted++;
                gate.answered(RateFacts.NONE, false, now, now, NO_JITTER);
            }
            now += wait;
        }
        assertThat(granted).isEqualTo(LearnedAllowance.GRANTS_BEFORE_PROBE);
        assertThat(gate.state(now).limit()).hasValue(11);
    }

    @Test
    void smallLimitsAreProbedAfterTenMinutes() {
        refuseAfter(1);
        long now = T + 30_000;
        while (gate.state(now).limit().getAsLong() == 1) {
            long wait = gate.reserve(now);
            if (wait == 0) {
                gate.answered(RateFacts.NONE, false, now, now, NO_JITTER);
            }
            now += wait;
        }
        assertThat(now - T).isBetween(600_000L, 615_000L);
    }

    @Test
    void anotherClientLeavesOnePermitInReserve() {
        send(T, announced(19, T + 10_000, T));
        send(T + 20, announced(13, T + 10_000, T)); // five went elsewhere
        assertThat(gate.state(T + 40).remaining()).hasValue(13 - 5);
        assertThat(gate.state(T + 9_900).remaining()).hasValue(13 - 1);
    }

    @Test
    void aClockThatIsSetBackStretchesNoWait() {
        send(T, announced(0, T + 10_000, T));
        assertThat(gate.reserve(T + 20)).isEqualTo(10_000);
        long back = T - 3_600_000;
        assertThat(gate.reserve(back)).isEqualTo(10_000);
        assertThat(gate.reserve(back + 10_000)).isZero();
    }

    @Test
    void remainingAloneIsEnough() {
        send(T, remaining(1));
        send(T + 5_020, remaining(0));
        assertThat(gate.reserve(T + 5_040))
                .as("ten seconds after the window was first seen")
                .isEqualTo(4_980);
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> new RateGate(Duration.ZERO)).hasMessageContaining("maxWait");
    }

    private void refuseAfter(int accepted) {
        for (int i = 0; i < accepted; i++) {
            send(T, RateFacts.NONE);
        }
        refuse(T, RateFacts.NONE);
    }
}
