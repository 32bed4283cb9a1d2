package io.github.camelaudience.launchdarkly.core.delivery.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelaudience.launchdarkly.core.delivery.pacing.RateLimiterState.Standing;
import io.github.camelaudience.launchdarkly.core.launchdarkly.RateFacts;
import io.github.camelaudience.launchdarkly.core.launchdarkly.RateFacts.Quota;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exact numbers. The local clock and the server's agree, and requests take 20 ms, unless a test says otherwise. */
class RateLimiterTest {

    private static final long T = 1_790_769_600_000L; // a whole second
    private static final OptionalLong ABSENT = OptionalLong.empty();
    private static final double NO_JITTER = 0;

    private final RateLimiter limiter = new RateLimiter();
    private int granted;

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
        assertThat(limiter.reserve(at)).isZero();
        limiter.answered(facts, false, at, at + 20, NO_JITTER);
    }

    private void refuse(long at, RateFacts facts) {
        assertThat(limiter.reserve(at)).isZero();
        limiter.answered(facts, true, at, at + 20, NO_JITTER);
    }

    @Test
    void letsEverythingThroughUntilAnAnswerSaysOtherwise() {
        for (int i = 0; i < 10_000; i++) {
            assertThat(limiter.reserve(T)).isZero();
            limiter.answered(RateFacts.NONE, false, T, T, NO_JITTER);
        }
        assertThat(limiter.state(T)).isEqualTo(RateLimiterState.UNKNOWN);
    }

    @Test
    void theFirstHalfGoesAtOnceAndTheRestIsSpread() {
        send(T, announced(9, T + 10_000, T));
        for (int left = 8; left >= 4; left--) {
            send(T + 20L * (9 - left), announced(left, T + 10_000, T));
        }
        // The window ends at T + 10,020: the server's clock may be 20 ms behind. Four left, last went at T + 100.
        assertThat(limiter.reserve(T + 120)).isEqualTo((10_020 - 100) / 5 - 20);
        send(T + 2_084, announced(3, T + 10_000, T + 2_000));
        assertThat(limiter.reserve(T + 2_104)).isEqualTo((10_020 - 2_084) / 4 - 20);
        assertThat(limiter.state(T + 2_104).remaining()).hasValue(3);
        assertThat(limiter.state(T + 2_104).limit()).hasValue(10);
    }

    @Test
    void anEmptyWindowWaitsForTheResetAndTheNextOneIsAssumed() {
        send(T, announced(2, T + 7_000, T));
        send(T + 20, announced(1, T + 7_000, T));
        send(T + 3_520, announced(0, T + 7_000, T + 3_000));
        assertThat(limiter.reserve(T + 3_540)).isEqualTo(7_020 - 3_540);
        assertThat(limiter.reserve(T + 7_019)).isEqualTo(1);
        assertThat(limiter.reserve(T + 7_020)).isZero();
        assertStands(T + 7_020, 3, 2, 1);
    }

    @Test
    void requestsInFlightAreTakenOff() {
        send(T, announced(3, T + 10_000, T));
        for (int i = 0; i < 2; i++) {
            assertThat(limiter.reserve(T + 30)).isZero();
        }
        assertThat(limiter.state(T + 30).remaining()).hasValue(1);
        assertThat(limiter.reserve(T + 30))
                .as("spread, but answers may change it")
                .isEqualTo(500);
        assertThat(limiter.reserve(T + 30 + (10_020 - 30) / 2)).isZero();
        assertThat(limiter.reserve(T + 9_000)).isEqualTo(500);
    }

    @Test
    void answersMayComeBackInAnyOrder() {
        for (int i = 0; i < 3; i++) {
            assertThat(limiter.reserve(T)).isZero();
        }
        limiter.answered(announced(97, T + 10_000, T), false, T, T + 20, NO_JITTER);
        assertThat(limiter.state(T + 20).remaining()).hasValue(95);
        limiter.answered(announced(99, T + 10_000, T), false, T, T + 30, NO_JITTER);
        assertThat(limiter.state(T + 30).remaining()).hasValue(96);
        limiter.answered(announced(98, T + 10_000, T), false, T, T + 40, NO_JITTER);
        assertStands(T + 40, 100, 97, 0);
    }

    @Test
    void anUnansweredRequestMayHaveBeenCounted() {
        send(T, announced(10, T + 10_000, T));
        assertThat(limiter.reserve(T + 20)).isZero();
        limiter.unanswered(T + 20, T + 5_000);
        assertThat(limiter.state(T + 5_000).remaining()).hasValue(9);
    }

    @Test
    void theServersClockIsAllowedFor() {
        long ahead = 300_000;
        send(T, announced(0, T + ahead + 4_000, T + ahead));
        assertThat(limiter.reserve(T + 20)).isEqualTo(4_000);
    }

    @Test
    void jitterIsAddedToTheReset() {
        limiter.reserve(T);
        limiter.answered(announced(0, T + 4_000, T), false, T, T + 20, 0.5);
        assertThat(limiter.reserve(T + 20)).isEqualTo(4_100);
    }

    @Test
    void nothingGoesBeforeRetryAfter() {
        refuse(T, retryAfter(7_000));
        assertThat(limiter.reserve(T + 20)).isEqualTo(7_000);
        assertThat(limiter.state(T + 20).limit()).isEmpty();
        assertThat(limiter.state(T + 20).waitingUntil()).hasValue(T + 7_020);
        assertThat(limiter.state(T + 20).throttled()).isOne();
        assertThat(limiter.state(T + 20).heldBy()).isEqualTo(RateBound.PAUSE);
        assertThat(limiter.reserve(T + 7_020)).isZero();
    }

    @Test
    void afterARefusalOneRequestTriesTheWay() {
        refuse(T, retryAfter(1_000));
        assertThat(limiter.reserve(T + 1_020)).isZero();
        assertThat(limiter.reserve(T + 1_020)).isEqualTo(50);
        limiter.answered(RateFacts.NONE, false, T + 1_020, T + 1_040, NO_JITTER);
        assertThat(limiter.reserve(T + 1_040)).isZero();
        assertThat(limiter.reserve(T + 1_040)).isZero();
    }

    @Test
    void retryAfterIsObeyedWithoutARefusalToo() {
        send(T, retryAfter(3_000)); // such as 503
        assertThat(limiter.reserve(T + 20)).isEqualTo(3_000);
        assertThat(limiter.state(T + 20).throttled()).isZero();
    }

    @Test
    void retryAfterAsADateIsReadByTheServersClock() {
        limiter.reserve(T);
        long serverTime = T - 300_000;
        RateFacts facts =
                new RateFacts(ABSENT, ABSENT, OptionalLong.of(serverTime), ABSENT, OptionalLong.of(serverTime + 5_000));
        limiter.answered(facts, true, T, T + 20, NO_JITTER);
        assertThat(limiter.reserve(T + 20)).isEqualTo(5_999); // a date is rounded down to the second
    }

    @Test
    void anAbsurdRetryAfterIsCapped() {
        refuse(T, retryAfter(1_000_000_000_000L));
        assertThat(limiter.reserve(T + 20)).isEqualTo(30_000);
        assertThat(limiter.reserve(T + 30_020)).isZero();
        RateLimiter hasty = new RateLimiter(Duration.ofSeconds(2));
        hasty.reserve(T);
        hasty.answered(retryAfter(Long.MAX_VALUE), true, T, T, 1);
        assertThat(hasty.reserve(T)).isEqualTo(2_000);
        assertThat(hasty.reserve(T + 2_000)).isZero();
    }

    @Test
    void anAbsurdResetIsNotBelieved() {
        for (long reset : new long[] {0, 1, T - 5_000, T / 1_000, T + 1_000_000_000_000L, Long.MAX_VALUE}) {
            RateLimiter fresh = new RateLimiter();
            fresh.reserve(T);
            fresh.answered(announced(0, reset, T), true, T, T + 20, NO_JITTER);
            assertThat(fresh.reserve(T + 20)).as("reset %d", reset).isEqualTo(10_000);
            assertThat(fresh.reserve(T + 10_020)).isZero();
        }
    }

    @Test
    void aRefusalAfterMuchTrafficThatIsRepeatedTeachesTheLimit() {
        for (int i = 0; i < 24; i++) {
            send(T + i * 25L, RateFacts.NONE);
        }
        refuse(T + 600, RateFacts.NONE);
        assertThat(limiter.state(T + 620).limit()).isEmpty();
        assertThat(limiter.reserve(T + 620)).isEqualTo(250);
        refuse(T + 870, RateFacts.NONE);
        assertThat(limiter.state(T + 890).limit()).hasValue(24);
        assertThat(limiter.reserve(T + 890))
                .as("until ten seconds after the first")
                .isEqualTo(10_620 - 890);
        assertThat(limiter.reserve(T + 10_620)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 24, 1_000})
    void aLoneBareRefusalCostsAShortPause(int accepted) {
        sendAll(T, accepted);
        refuse(T + 20, RateFacts.NONE);
        assertThat(limiter.reserve(T + 40)).isEqualTo(250);
        assertEverythingGoes(T + 290);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void aLoneRefusalAfterLittleTrafficCostsWhatItAsksFor(int accepted) {
        sendAll(T, accepted);
        refuse(T + 20, retryAfter(7_000));
        assertThat(limiter.reserve(T + 40)).isEqualTo(7_000);
        assertEverythingGoes(T + 7_040);
    }

    @Test
    void refusalsAtTheSameCountTeachASmallLimit() {
        sendAll(T, 5);
        refuse(T + 20, retryAfter(10_000));
        sendAll(T + 10_040, 5);
        refuse(T + 10_060, retryAfter(10_000));
        assertThat(limiter.state(T + 10_080).limit()).hasValue(5);
    }

    @Test
    void refusalsAtAnyCountTeachALimitTheThirdTime() {
        sendAll(T, 4);
        refuse(T + 20, retryAfter(10_000));
        sendAll(T + 10_040, 8);
        refuse(T + 10_060, retryAfter(10_000));
        assertThat(limiter.state(T + 10_080).limit()).isEmpty();
        sendAll(T + 20_080, 5);
        refuse(T + 20_100, retryAfter(10_000));
        assertThat(limiter.state(T + 20_120).limit()).hasValue(5);
    }

    @Test
    void aSuspicionIsRefutedByWhatGoesAndForgottenInTime() {
        sendAll(T, 5);
        refuse(T + 20, retryAfter(10_000));
        sendAll(T + 10_040, 12);
        sendAll(T + 30_000, 5);
        refuse(T + 30_020, retryAfter(10_000));
        assertThat(limiter.state(T + 30_040).limit()).isEmpty();
        sendAll(T + 700_000, 5);
        refuse(T + 700_020, retryAfter(10_000));
        assertThat(limiter.state(T + 700_040).limit()).isEmpty();
    }

    @Test
    void whileALimitIsSuspectedRequestsGoOneByOneAroundIt() {
        sendAll(T, 5);
        refuse(T + 20, retryAfter(10_000));
        sendAll(T + 10_040, 4);
        assertThat(limiter.reserve(T + 10_060)).isZero();
        assertThat(limiter.reserve(T + 10_060)).isEqualTo(50);
    }

    @Test
    void aLimitThatIsNotAnnouncedAnyMoreIsForgotten() {
        send(T, announced(0, T + 4_000, T));
        for (int i = 0; i < 9; i++) {
            long at = T + 4_020 + i * 10_000;
            send(at, RateFacts.NONE);
            assertThat(limiter.reserve(at + 20)).as("it counts, told or not").isPositive();
        }
        assertThat(limiter.state(T + 84_040).limit()).hasValue(1);
        send(T + 94_020, RateFacts.NONE);
        assertThat(limiter.state(T + 94_040).limit()).isEmpty();
        assertEverythingGoes(T + 94_040);
    }

    @Test
    void answersThatSayNothingForAMomentDoNotEndALimit() {
        send(T, announced(99, T + 10_000, T));
        for (int i = 1; i < 20; i++) {
            send(T + 20 * i, RateFacts.NONE);
        }
        assertThat(limiter.state(T + 400).limit()).hasValue(100);
        send(T + 9_000, announced(79, T + 10_000, T + 9_000));
        sendAll(T + 15_000, 20);
        assertThat(limiter.state(T + 15_020).limit()).hasValue(100);
    }

    @Test
    void refusalsInARowWaitLonger() {
        refuse(T, retryAfter(0));
        assertThat(limiter.reserve(T + 20)).isEqualTo(250);
        refuse(T + 270, retryAfter(0));
        assertThat(limiter.reserve(T + 290)).isEqualTo(500);
        refuse(T + 790, RateFacts.NONE);
        assertThat(limiter.reserve(T + 810))
                .as("until ten seconds after the first")
                .isEqualTo(10_020 - 810);
        refuse(T + 10_020, RateFacts.NONE);
        assertThat(limiter.reserve(T + 10_040)).isEqualTo(10_000);
    }

    @Test
    void aNewLimitIsTriedSoonAndDoublesWhileItIsWrong() {
        learn(1);
        long now = sendUntilLimitIs(2, T + 20_000);
        assertThat(now - T).isBetween(LearnedAllowance.TIME_BEFORE_FIRST_PROBE, 55_000L);
        long more = sendUntilLimitIs(16, now);
        assertThat(more - now).isLessThanOrEqualTo(45_000);
    }

    @Test
    void aLimitThatWasTriedIsTriedAgainAfterSoManyRequests() {
        learn(10);
        long now = sendUntilLimitIs(11, T + 20_000);
        refuse(now + 1_020, RateFacts.NONE);
        long limit = limiter.state(now).limit().getAsLong();
        assertThat(limit).isBetween(9L, 10L);
        int before = granted;
        sendUntilLimitIs(limit + 1, now + 1_000);
        assertThat(granted - before).isEqualTo(LearnedAllowance.GRANTS_BEFORE_PROBE);
    }

    @Test
    void aSmallLimitThatWasTriedIsTriedAgainAfterTenMinutes() {
        learn(1);
        long now = sendUntilLimitIs(2, T + 20_000);
        now += 10_000;
        refuse(now, RateFacts.NONE);
        assertThat(limiter.state(now).limit()).hasValue(1);
        assertThat(sendUntilLimitIs(2, now + 1_000) - now).isBetween(600_000L, 615_000L);
    }

    @Test
    void anotherClientLeavesOnePermitInReserve() {
        send(T, announced(19, T + 10_000, T));
        send(T + 20, announced(13, T + 10_000, T)); // five went elsewhere
        assertThat(limiter.state(T + 40).remaining()).hasValue(13 - 5);
        assertThat(limiter.state(T + 9_900).remaining()).hasValue(13 - 1);
    }

    @Test
    void aClockThatIsSetBackStretchesNoWait() {
        send(T, announced(0, T + 10_000, T));
        assertThat(limiter.reserve(T + 20)).isEqualTo(10_000);
        long back = T - 3_600_000;
        assertThat(limiter.reserve(back)).isEqualTo(10_000);
        assertThat(limiter.reserve(back + 10_000)).isZero();
    }

    @Test
    void remainingAloneIsEnough() {
        send(T, remaining(1));
        send(T + 5_020, remaining(0));
        assertThat(limiter.reserve(T + 5_040))
                .as("ten seconds after the window was first seen")
                .isEqualTo(4_980);
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> new RateLimiter(Duration.ZERO)).hasMessageContaining("maxWait");
    }

    private void assertStands(long at, long limit, long remaining, int inFlight) {
        RateLimiterState state = limiter.state(at);
        assertThat(state.limit()).hasValue(limit);
        assertThat(state.remaining()).hasValue(remaining);
        assertThat(state.inFlight()).isEqualTo(inFlight);
        assertThat(state.waitingUntil()).isEmpty();
    }

    private void sendAll(long at, int count) {
        for (int i = 0; i < count; i++) {
            send(at, RateFacts.NONE);
        }
    }

    private void learn(int limit) {
        sendAll(T, limit);
        refuse(T, retryAfter(10_000));
        sendAll(T + 10_020, limit);
        refuse(T + 10_020, retryAfter(10_000));
        assertThat(limiter.state(T + 10_040).limit()).hasValue(limit);
    }

    /** Sends as fast as it may, and is always accepted; says when the limit was reached. */
    private long sendUntilLimitIs(long limit, long from) {
        long now = from;
        while (limiter.state(now).limit().getAsLong() < limit) {
            long wait = limiter.reserve(now);
            if (wait == 0) {
                granted++;
                limiter.answered(RateFacts.NONE, false, now, now, NO_JITTER);
            }
            now += wait;
        }
        return now;
    }

    private void assertEverythingGoes(long from) {
        for (int i = 0; i < 1_000; i++) {
            send(from + i, RateFacts.NONE);
        }
        assertThat(limiter.state(from).limit()).isEmpty();
    }

    @Test
    void everyEntranceHasItsOwnLongestWait() {
        RateLimiter.Entrance hasty = limiter.entrance(Duration.ofSeconds(1));
        RateLimiter.Entrance patient = limiter.entrance(Duration.ofSeconds(300));
        assertThat(hasty.reserve(T)).isZero();
        limiter.answered(retryAfter(297_000), true, T, T + 20, NO_JITTER);
        assertThat(hasty.reserve(T + 20)).isEqualTo(1_000);
        assertThat(patient.reserve(T + 20)).isEqualTo(297_000);
        assertThat(limiter.reserve(T + 20)).isEqualTo(30_000);
        assertThat(hasty.reserve(T + 1_020)).isZero();
        limiter.answered(RateFacts.NONE, false, T + 1_020, T + 1_040, NO_JITTER);
        assertThat(patient.reserve(T + 1_040))
                .as("who passes early does not make the others forget")
                .isEqualTo(297_000 - 1_020);
    }

    private static Quota quota(long remaining, long reset) {
        return new Quota(OptionalLong.of(remaining), ABSENT, OptionalLong.of(reset));
    }

    private static Quota quota(long remaining, long limit, long reset) {
        return new Quota(OptionalLong.of(remaining), OptionalLong.of(limit), OptionalLong.of(reset));
    }

    private static RateFacts facts(Quota account, Quota route, Quota token) {
        return new RateFacts(account, route, token, OptionalLong.of(T), ABSENT, ABSENT);
    }

    @Test
    void aTokenThatIsUsedUpWaitsForItsOwnReset() {
        refuse(T, facts(Quota.NONE, quota(3, T + 2_000), quota(0, T + 9_000)));
        assertThat(limiter.reserve(T + 20)).isEqualTo(9_000);
        RateLimiterState state = limiter.state(T + 20);
        assertThat(state.heldBy()).isEqualTo(RateBound.TOKEN);
        assertThat(state.waitingUntil()).hasValue(T + 9_020);
        assertThat(state.route().remaining()).hasValue(3);
        assertThat(state.token().remaining()).hasValue(0);
        assertThat(state.account()).isEqualTo(Standing.UNKNOWN);
    }

    @Test
    void aRouteThatIsUsedUpDoesNotWaitForTheTokensReset() {
        send(T, facts(Quota.NONE, quota(0, T + 2_000), quota(3, T + 9_000)));
        assertThat(limiter.reserve(T + 20)).isEqualTo(2_000);
        assertThat(limiter.state(T + 20).heldBy()).isEqualTo(RateBound.ROUTE);
    }

    @Test
    void ofTwoThatAreUsedUpTheLaterCounts() {
        refuse(T, facts(Quota.NONE, quota(0, T + 2_000), quota(0, T + 4_000)));
        assertThat(limiter.reserve(T + 20)).isEqualTo(4_000);
        assertThat(limiter.reserve(T + 4_020)).isZero();
    }

    @Test
    void whatAnAnswerDoesNotTellOfIsNotWithdrawnByIt() {
        send(T, facts(Quota.NONE, Quota.NONE, quota(2, 3, T + 9_000)));
        for (int i = 1; i <= 2; i++) {
            long at = T + 3_100 * i;
            send(at, facts(Quota.NONE, quota(900, 1_000, T + 9_500), Quota.NONE));
        }
        assertThat(limiter.state(T + 6_300).token().remaining())
                .as("it counted all the same")
                .hasValue(0);
        assertThat(limiter.reserve(T + 6_300)).isEqualTo(9_020 - 6_300);
        assertThat(limiter.state(T + 6_300).heldBy()).isEqualTo(RateBound.TOKEN);
    }

    @Test
    void aLimitThatOthersOutliveForMinutesIsForgotten() {
        send(T, facts(Quota.NONE, Quota.NONE, quota(0, 1, T + 9_000)));
        for (int i = 1; i <= 31; i++) {
            send(T + 10_000 * i, remaining(900));
        }
        assertThat(limiter.state(T + 310_100).token()).isEqualTo(Standing.UNKNOWN);
        assertThat(limiter.state(T + 310_100).account().limit()).isPresent();
    }

    @Test
    void anAnnouncedLimitPacesTheFirstWindow() {
        send(T, facts(Quota.NONE, quota(30, 100, T + 9_000), Quota.NONE));
        assertThat(limiter.state(T + 20).limit()).hasValue(100);
        assertThat(limiter.reserve(T + 20))
                .as("less than half is left, so it is spread")
                .isPositive();
    }

    @Test
    void anAnnouncedLimitIsWhatTheNextWindowAllows() {
        send(T, facts(Quota.NONE, quota(1, 50, T + 1_000), Quota.NONE));
        assertThat(limiter.state(T + 1_100).remaining()).hasValue(50);
        send(T + 1_100, facts(Quota.NONE, quota(39, 40, T + 11_000), Quota.NONE));
        assertThat(limiter.state(T + 1_200).limit()).as("it may be lowered").hasValue(40);
    }

    /** Senders that share an account and a token, and not the route. */
    @Test
    void eachRouteHasItsOwnLimit() {
        RateLimiter.Entrance one = limiter.entrance(RateLimiter.DEFAULT_MAX_WAIT, "PATCH segments");
        RateLimiter.Entrance other = limiter.entrance(RateLimiter.DEFAULT_MAX_WAIT, "POST evaluate");
        assertThat(one.reserve(T)).isZero();
        RateFacts usedUp = facts(Quota.NONE, quota(0, 5, T + 8_000), Quota.NONE);
        one.answered(usedUp, RateLimiter.Reply.THROTTLED, T, T + 20, NO_JITTER);
        assertThat(one.reserve(T + 20)).isEqualTo(8_000);
        assertThat(other.reserve(T + 20)).isZero();
        RateFacts plenty = facts(Quota.NONE, quota(999, 1_000, T + 8_000), Quota.NONE);
        other.answered(plenty, RateLimiter.Reply.ACCEPTED, T + 20, T + 40, NO_JITTER);
        assertThat(one.reserve(T + 40)).isEqualTo(7_980);
        assertThat(limiter.state(T + 40, "PATCH segments").route().limit()).hasValue(5);
        assertThat(limiter.state(T + 40, "POST evaluate").route().limit()).hasValue(1_000);
        assertThat(limiter.state(T + 40, "POST evaluate").waitingUntil()).isEmpty();
    }

    @Test
    void aResetThatMakesNoSenseIsNotBelievedOfAnyOfThem() {
        for (long reset : new long[] {0, 1, T - 5_000, T / 1_000, T + 1_000_000_000_000L, Long.MAX_VALUE}) {
            for (boolean token : new boolean[] {false, true}) {
                RateLimiter fresh = new RateLimiter();
                Quota usedUp = quota(0, reset);
                fresh.reserve(T);
                fresh.answered(
                        facts(Quota.NONE, token ? Quota.NONE : usedUp, token ? usedUp : Quota.NONE),
                        true,
                        T,
                        T + 20,
                        NO_JITTER);
                assertThat(fresh.reserve(T + 20)).as("reset %d", reset).isEqualTo(10_000);
                assertThat(fresh.reserve(T + 10_020)).isZero();
            }
        }
    }
}
