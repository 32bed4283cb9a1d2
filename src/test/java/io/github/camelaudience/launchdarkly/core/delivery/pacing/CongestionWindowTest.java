package io.github.camelaudience.launchdarkly.core.delivery.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.launchdarkly.RateFacts;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Round trips take 50 ms, and who waits asks again when an answer has come. */
class CongestionWindowTest {

    private static final long T = 1_790_769_600_000L;
    private static final long ROUND_TRIP = 50;

    private final RateLimiter limiter = new RateLimiter();
    private final RateLimiter.Entrance entrance = limiter.entrance(RateLimiter.DEFAULT_MAX_WAIT);
    private long now = T;

    /** Sends as many as go at once, 256 at most, and returns how many those were. */
    private int burst(int demand) {
        int sent = 0;
        while (sent < demand && entrance.reserve(now) == 0) {
            sent++;
        }
        return sent;
    }

    private void answer(int requests, RateFacts facts, RateLimiter.Reply reply) {
        long sentAt = now;
        now += ROUND_TRIP;
        for (int i = 0; i < requests; i++) {
            entrance.answered(facts, reply, sentAt, now, 0);
        }
    }

    @Test
    void aServiceThatIsNotKnownMeetsFourAndTwiceAsManyAfterEachRoundTrip() {
        List<Integer> bursts = new ArrayList<>();
        for (int trip = 0; trip < 7; trip++) {
            int sent = burst(256);
            bursts.add(sent);
            answer(sent, RateFacts.NONE, RateLimiter.Reply.ACCEPTED);
        }
        assertThat(bursts).startsWith(4).isSorted();
        assertThat(bursts.get(5)).as("under way after five round trips").isGreaterThanOrEqualTo(64);
        for (int i = 1; i < bursts.size(); i++) {
            assertThat(bursts.get(i)).isLessThanOrEqualTo(2 * bursts.get(i - 1));
        }
    }

    @Test
    void whatIsNotMadeUseOfDoesNotGrow() {
        for (int i = 0; i < 1_000; i++) {
            answer(burst(2), RateFacts.NONE, RateLimiter.Reply.ACCEPTED);
        }
        assertThat(limiter.state(now).allowedInFlight()).isEqualTo(4);
        assertThat(burst(256)).isEqualTo(4);
        assertThat(limiter.state(now).heldBy()).isEqualTo(RateBound.IN_FLIGHT);
    }

    @Test
    void aRefusalHalvesOnceForAllThatWereUnderWayAndNeverBelowOne() {
        answer(burst(256), RateFacts.NONE, RateLimiter.Reply.ACCEPTED);
        int before = limiter.state(now).allowedInFlight();
        answer(burst(256), RateFacts.NONE, RateLimiter.Reply.THROTTLED);
        assertThat(limiter.state(now).allowedInFlight()).isEqualTo(before / 2);
        for (int i = 0; i < 20; i++) {
            now += 30_000;
            answer(burst(256), RateFacts.NONE, RateLimiter.Reply.THROTTLED);
        }
        assertThat(limiter.state(now).allowedInFlight()).isOne();
    }

    @Test
    void whatTheServiceCouldNotDoIsNoReasonToSendMore() {
        for (int i = 0; i < 20; i++) {
            answer(burst(256), RateFacts.NONE, RateLimiter.Reply.FAILED);
        }
        assertThat(limiter.state(now).allowedInFlight()).isEqualTo(4);
    }

    @Test
    void itGrowsBackQuicklyToWhereItWasRefusedAndSlowlyBeyond() {
        CongestionWindow window = new CongestionWindow();
        grow(window, 64 - CongestionWindow.FIRST);
        assertThat(window.allowed()).isEqualTo(64);
        window.refused();
        assertThat(window.allowed()).isEqualTo(32);
        grow(window, 32);
        assertThat(window.allowed()).isEqualTo(64);
        grow(window, 64);
        assertThat(window.allowed()).as("one more per round trip").isEqualTo(65);
    }

    private static void grow(CongestionWindow window, int accepted) {
        for (int i = 0; i < accepted; i++) {
            window.granted(window.allowed());
            window.accepted(window.allowed() - 1);
        }
    }

    /** Somebody else's requests end without a word to us, so we ask again soon. */
    @Test
    void whoWaitsForAnotherSendersAnswersLooksAgainSoon() {
        RateLimiter.Entrance other = limiter.entrance(RateLimiter.DEFAULT_MAX_WAIT);
        assertThat(burst(256)).isEqualTo(4);
        assertThat(other.reserve(now)).isEqualTo(50);
        answer(1, RateFacts.NONE, RateLimiter.Reply.ACCEPTED);
        assertThat(other.reserve(now)).isZero();
    }
}
