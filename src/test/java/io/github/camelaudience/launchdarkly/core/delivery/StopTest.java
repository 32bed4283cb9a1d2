package io.github.camelaudience.launchdarkly.core.delivery;

import static io.github.camelaudience.launchdarkly.core.delivery.DeliveryRig.change;
import static io.github.camelaudience.launchdarkly.core.delivery.DeliveryRig.crowd;
import static io.github.camelaudience.launchdarkly.core.delivery.ScriptedTargets.accepted;
import static io.github.camelaudience.launchdarkly.core.delivery.ScriptedTargets.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.launchdarkly.BatchLimits;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The end: every ticket is settled once, whatever is under way. */
class StopTest {

    private static void assertStopped(DeliveryRig.Job job) {
        job.assertSettledOnce();
        assertThat(job.settlements()).allSatisfy(settlement -> assertThat(settlement)
                .isInstanceOfSatisfying(
                        Settlement.Failed.class,
                        failed -> assertThat(failed.cause().kind()).isEqualTo(DeliveryFailure.Kind.STOPPED)));
    }

    @Test
    void whatIsInFlightAndWhatWaitsFailsAtOnce() {
        try (DeliveryRig rig =
                DeliveryRig.proven(options -> options.shape = new AllKindsBackend(BatchLimits.oneAtATime(10)))) {
            rig.targets.script(accepted().after(30_000));
            DeliveryRig.Job job = rig.submit(crowd("a", 25));
            DeliveryRig.Job other = rig.submit(change("b", "u", true));
            rig.time.advance(1_000);
            rig.sender.stop(1_000);
            assertStopped(job);
            assertThat(other.only()).isEqualTo(Settlement.ACCEPTED);
            rig.time.advance(60_000);
            assertThat(rig.targets.sent).hasSize(2);
            rig.assertAtRest();
        }
    }

    @Test
    void nothingIsTakenAfterwards() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.sender.stop(1_000);
            assertStopped(rig.submit(change("a", "u", true)));
            rig.time.advance(60_000);
            assertThat(rig.targets.sent).isEmpty();
            rig.assertAtRest();
        }
    }

    @Test
    void aDrainSendsWhatWaitsWithoutLingering() throws InterruptedException {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {
            options.linger = 60_000;
            options.maxBatchSize = 10;
        })) {
            DeliveryRig.Job job = rig.submit(crowd("a", 5));
            long start = rig.time.now();
            rig.sender.drain(0);
            assertStopped(rig.submit(change("a", "late", true)));
            rig.settle();
            assertThat(job.settlements()).containsOnly(Settlement.ACCEPTED);
            assertThat(job.settledAt).isEqualTo(start + ScriptedTargets.LATENCY);
            assertThat(rig.sender.drain(0)).isTrue();
            rig.sender.stop(1_000);
            rig.assertAtRest();
        }
    }

    @Test
    void aDrainDoesNotWaitForRetries() throws InterruptedException {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.script((request, number) -> answer(503));
            DeliveryRig.Job waiting = rig.submit(change("a", "u", true));
            rig.time.advance(20_000);
            rig.time.runUntil(() -> rig.targets.inFlight() == 0);
            DeliveryRig.Job inFlight = rig.submit(change("b", "u", true));
            rig.time.advance(0);
            rig.sender.drain(0);
            assertStopped(waiting);
            rig.settle();
            assertStopped(inFlight);
            rig.assertAtRest();
        }
    }

    @Test
    void inADrainNothingOvertakesWhatFailed() throws InterruptedException {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.script(answer(503).thoughApplied());
            DeliveryRig.Job newer = rig.submit(change("a", "u", true, 20, "m2"));
            rig.time.advance(0);
            DeliveryRig.Job older = rig.submit(change("a", "u", false, 10, "m1"));
            rig.sender.drain(0);
            rig.settle();
            assertStopped(newer);
            assertStopped(older);
            assertThat(rig.targets.isMember(DeliveryRig.slot("a", "u"))).isTrue();
            rig.assertAtRest();
        }
    }

    @Test
    void aDrainSendsTheHalvesOfWhatWasRefused() throws InterruptedException {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.poison(Set.of("u3"));
            DeliveryRig.Job job = rig.submit(crowd("a", 8));
            rig.time.advance(0);
            rig.sender.drain(0);
            rig.settle();
            assertThat(job.settlements().stream().filter(Settlement.ACCEPTED::equals))
                    .hasSize(7);
            rig.assertAtRest();
        }
    }

    @Test
    void whatIsBeingJudgedIsNotLost() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.submit(
                    change("a", "u0", true, 20, "m0"),
                    change("a", "u1", true, 20, "m1"),
                    change("a", "u2", true, 20, "m2"));
            rig.settle();
            rig.options.hazard = part -> {
                if (part.equals("claim")) {
                    rig.sender.stop(1_000);
                }
            };
            DeliveryRig.Job job = rig.submit(
                    change("a", "u0", true, 10, "s0"),
                    change("a", "u1", true, 5, "r1"),
                    change("a", "u1", true, 10, "s1"),
                    change("a", "u2", true, 10, "s2"),
                    change("a", "u3", true, 10, "s3"));
            rig.time.advance(60_000);
            assertStopped(job);
            assertThat(rig.targets.sent).hasSize(1);
            rig.assertAtRest();
        }
    }

    @Test
    void whatWaitsForAWorkerIsNotSentAfterAStop() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            DeliveryRig.Job job = rig.submit(change("a", "u", true));
            rig.sender.stop(1_000);
            assertStopped(job);
            rig.time.advance(60_000);
            assertThat(rig.targets.sent).isEmpty();
            rig.assertAtRest();
        }
    }
}
