package io.github.camelaudience.launchdarkly.core.delivery;

import static io.github.camelaudience.launchdarkly.core.delivery.DeliveryRig.change;
import static io.github.camelaudience.launchdarkly.core.delivery.DeliveryRig.crowd;
import static io.github.camelaudience.launchdarkly.core.delivery.DeliveryRig.slot;
import static io.github.camelaudience.launchdarkly.core.delivery.ScriptedTargets.accepted;
import static io.github.camelaudience.launchdarkly.core.delivery.ScriptedTargets.answer;
import static io.github.camelaudience.launchdarkly.core.delivery.ScriptedTargets.broken;
import static io.github.camelaudience.launchdarkly.core.delivery.ScriptedTargets.retryAfter;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Repeating in place: the lane waits, order is kept, others go on (rule D21). */
class RetryTest {

    @ParameterizedTest
    @ValueSource(ints = {408, 409, 423, 425, 429, 500, 502, 503, 504})
    void theSameRequestIsSentAgain(int status) {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.script(answer(status), answer(status));
            DeliveryRig.Job job = rig.submit(crowd("a", 5));
            rig.settle();
            assertThat(rig.targets.sent).hasSize(3);
            assertThat(rig.targets.sent)
                    .extracting(ScriptedTargets.Sent::keys)
                    .containsOnly(List.of("u0", "u1", "u2", "u3", "u4"));
            assertThat(job.settlements()).containsOnly(Settlement.ACCEPTED);
            assertThat(job.ticket.requests()).isEqualTo(3);
            rig.assertAtRest();
        }
    }

    @Test
    void aBrokenConnectionIsRetriedToo() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.script(broken(), broken().thoughApplied());
            DeliveryRig.Job job = rig.submit(change("a", "u1", true));
            rig.settle();
            assertThat(rig.targets.sent).hasSize(3);
            assertThat(job.only()).isEqualTo(Settlement.ACCEPTED);
            assertThat(rig.retries).isEqualTo(2);
            rig.assertAtRest();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {503, 429})
    void whatComesLaterWaitsBehindTheRetry(int status) {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.script(answer(status), answer(status), answer(status));
            rig.submit(change("a", "u1", true));
            rig.time.advance(1);
            rig.submit(change("a", "u1", false));
            rig.time.advance(150);
            rig.submit(change("a", "u2", true));
            rig.settle();
            assertThat(rig.targets.sent)
                    .extracting(ScriptedTargets.Sent::keys)
                    .containsExactly(List.of("u1"), List.of("u1"), List.of("u1"), List.of("u1"), List.of("u2", "u1"));
            assertThat(rig.targets.history.get(slot("a", "u1")))
                    .extracting(MembershipChange::included)
                    .containsExactly(true, false);
            rig.assertAtRest();
        }
    }

    @Test
    void otherAudiencesGoOn() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.script(
                    (request, number) -> request.target().audienceId().equals("bad") ? answer(500) : accepted());
            DeliveryRig.Job bad = rig.submit(change("bad", "u", true));
            DeliveryRig.Job[] good = IntStream.range(0, 20)
                    .mapToObj(i -> rig.submit(change("good" + i, "u", true)))
                    .toArray(DeliveryRig.Job[]::new);
            rig.time.advance(5_000);
            assertThat(good).allSatisfy(job -> assertThat(job.only()).isEqualTo(Settlement.ACCEPTED));
            assertThat(bad.calls).isZero();
            rig.targets.script((request, number) -> accepted());
            rig.settle();
            rig.assertAtRest();
        }
    }

    @Test
    void whatTheServerAsksForIsTheLeastWait() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.script(answer(503, null, retryAfter(7_000)));
            long start = rig.time.now();
            rig.submit(change("a", "u1", true));
            rig.settle();
            assertThat(rig.targets.sent.get(1).at() - start).isBetween(7_100L, 8_000L);
            rig.assertAtRest();
        }
    }

    @Test
    void aWaitThatIsAskedForIsCapped() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.script(
                    answer(503, null, retryAfter(1_000_000_000_000L)), answer(429, null, retryAfter(Long.MAX_VALUE)));
            long start = rig.time.now();
            rig.submit(change("a", "u1", true));
            rig.settle();
            assertThat(rig.time.now() - start).isLessThan(2 * 30_000 + 1_000);
            rig.assertAtRest();
        }
    }

    @Test
    void delaysGrowAndAreSpread() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.script(
                    IntStream.range(0, 12).mapToObj(i -> answer(500)).toArray(ScriptedTargets.Answer[]::new));
            rig.submit(change("a", "u1", true));
            rig.settle();
            for (int i = 1; i < rig.targets.sent.size(); i++) {
                long gap = rig.targets.sent.get(i).at()
                        - rig.targets.sent.get(i - 1).at()
                        - ScriptedTargets.LATENCY;
                assertThat(gap).isBetween(0L, Math.min(30_000L, 500L << (i - 1)));
            }
            rig.assertAtRest();
        }
    }

    @Test
    void aTicketThatIsNotSettledInTimeFails() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> options.retryTimeout = 60_000)) {
            rig.targets.script((request, number) -> answer(503));
            long start = rig.time.now();
            DeliveryRig.Job job = rig.submit(crowd("a", 3));
            rig.time.advance(30_000);
            DeliveryRig.Job waiting = rig.submit(change("a", "w", true));
            rig.time.runUntil(() -> job.calls > 0);
            assertThat(rig.time.now() - start).isBetween(60_000L, 60_000L + ScriptedTargets.LATENCY);
            assertThat(job.settlements()).allSatisfy(settlement -> assertThat(settlement)
                    .isInstanceOfSatisfying(Settlement.Failed.class, failed -> {
                        assertThat(failed.cause().kind()).isEqualTo(DeliveryFailure.Kind.TIMED_OUT);
                        assertThat(failed.cause().outcome().status()).isEqualTo(503);
                    }));
            assertThat(waiting.calls).isZero();
            rig.settle();
            assertThat(waiting.settledAt - start).isBetween(90_000L, 90_000L + ScriptedTargets.LATENCY);
            rig.assertAtRest();
        }
    }

    @Test
    void aRiderOfAnOlderTicketIsNotHeldLonger() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> options.retryTimeout = 60_000)) {
            rig.targets.script((request, number) -> answer(503));
            long start = rig.time.now();
            rig.submit(change("a", "blocker", true));
            rig.time.advance(1_000);
            DeliveryRig.Job older = rig.submit(change("a", "u1", true));
            rig.time.advance(20_000);
            DeliveryRig.Job newer = rig.submit(change("a", "u1", false));
            rig.time.runUntil(() -> older.calls > 0);
            assertThat(rig.time.now() - start).isBetween(61_000L, 61_000L + ScriptedTargets.LATENCY);
            assertThat(older.only()).isInstanceOf(Settlement.Failed.class);
            assertThat(newer.calls).isZero();
            rig.targets.script((request, number) -> accepted());
            rig.settle();
            assertThat(newer.only()).isEqualTo(Settlement.ACCEPTED);
            rig.assertAtRest();
        }
    }

    @Test
    void whatIsInFlightWhenItsTimeIsUpIsWaitedFor() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> options.retryTimeout = 10_000)) {
            rig.targets.script(accepted().after(15_000), answer(500).after(15_000));
            DeliveryRig.Job lucky = rig.submit(change("a", "u1", true));
            rig.time.advance(1);
            DeliveryRig.Job behind = rig.submit(change("a", "u1", false));
            long start = rig.time.now();
            rig.time.runUntil(() -> behind.calls > 0);
            assertThat(rig.time.now() - start).isEqualTo(10_000);
            rig.time.runUntil(() -> lucky.calls > 0);
            assertThat(lucky.only()).isEqualTo(Settlement.ACCEPTED);
            DeliveryRig.Job unlucky = rig.submit(change("a", "u3", true));
            start = rig.time.now();
            rig.settle();
            assertThat(unlucky.only()).isInstanceOf(Settlement.Failed.class);
            assertThat(rig.time.now() - start).isEqualTo(15_000);
            rig.assertAtRest();
        }
    }

    @Test
    void whatIsAddedToATicketThatIsOverdueFails() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> options.retryTimeout = 10_000)) {
            rig.targets.script((request, number) -> answer(503).after(1_000));
            DeliveryRig.Job job = rig.new Job();
            rig.jobs.add(job);
            try (Submission submission = rig.sender.open(job.ticket)) {
                submission.add(change("a", "u1", true));
                rig.time.advance(12_000);
                submission.add(change("a", "u2", true));
            }
            rig.time.advance(12_000);
            rig.settle();
            assertThat(job.settlements()).allMatch(settlement -> settlement instanceof Settlement.Failed);
            rig.assertAtRest();
        }
    }

    @Test
    void aBisectionOfSlowAnswersEndsInTime() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> options.retryTimeout = 60_000)) {
            rig.targets.script((request, number) -> answer(400).after(25_000));
            DeliveryRig.Job job = rig.submit(crowd("a", 1_000));
            long opened = rig.time.now();
            rig.settle();
            assertThat(job.settledAt - opened).isBetween(60_000L, 60_000L + 25_000);
            assertThat(job.settlements()).allSatisfy(settlement -> assertTimedOut(settlement));
            rig.assertAtRest();
        }
    }

    private static void assertTimedOut(Settlement settlement) {
        assertThat(settlement).isInstanceOfSatisfying(Settlement.Failed.class, failed -> assertThat(
                        failed.cause().kind())
                .isEqualTo(DeliveryFailure.Kind.TIMED_OUT));
    }

    @Test
    void aYoungChangeDoesNotFailWithTheOldOneThatItRidesWith() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> options.retryTimeout = 60_000)) {
            rig.targets.script((request, number) -> answer(503));
            rig.submit(change("a", "first", true)); // keeps the lane busy
            rig.time.advance(1);
            DeliveryRig.Job old = rig.submit(change("a", "u1", true, 20, "m2"));
            rig.time.advance(40_000);
            DeliveryRig.Job young = rig.submit(change("a", "u1", false, 10, "m1"));
            rig.time.advance(25_000);
            assertTimedOut(old.only());
            assertThat(young.calls).isZero();
            rig.targets.script((request, number) -> accepted());
            rig.settle();
            assertThat(young.only()).isEqualTo(Settlement.ACCEPTED);
            rig.assertAtRest();
        }
    }

    @Test
    void anOldChangeIsNotHeldByTheYoungOneThatCarriesIt() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> options.retryTimeout = 60_000)) {
            rig.targets.script((request, number) -> answer(400).after(50_000));
            rig.submit(change("a", "first", true));
            rig.time.advance(1);
            DeliveryRig.Job old = rig.submit(change("a", "u1", true, 10, "m1"), change("a", "u2", true, 10, "m1"));
            long opened = rig.time.now();
            rig.time.advance(30_000);
            rig.submit(change("a", "u1", false, 20, "m2"), change("a", "u2", false, 20, "m2"));
            rig.time.runUntil(() -> old.calls > 0);
            assertThat(old.settledAt - opened).isBetween(60_000L, 60_000L + 50_000);
            rig.settle();
            rig.assertAtRest();
        }
    }

    @Test
    void whatIsUnderWayBeyondItsTimeStaysVisible() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> options.retryTimeout = 10_000)) {
            rig.targets.script(accepted().after(100_000));
            DeliveryRig.Job job = rig.submit(change("a", "u1", true));
            for (long age = 5_000; age < 100_000; age += 5_000) {
                rig.time.advance(5_000);
                assertThat(rig.sender.state().oldestMillis()).isEqualTo(age);
                assertThat(rig.sender.state().oldestRequestMillis()).isEqualTo(age);
                rig.submit(change("b", "u" + age, true)); // what is quick hides nothing
            }
            rig.settle();
            assertThat(job.only()).isEqualTo(Settlement.ACCEPTED);
            assertThat(rig.sender.state().oldestMillis()).isZero();
            assertThat(rig.sender.state().oldestRequestMillis()).isZero();
            rig.assertAtRest();
        }
    }
}
