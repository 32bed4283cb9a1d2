package io.github.camelaudience.launchdarkly.core.delivery;

import static io.github.camelaudience.launchdarkly.core.delivery.DeliveryRig.change;
import static io.github.camelaudience.launchdarkly.core.delivery.DeliveryRig.crowd;
import static io.github.camelaudience.launchdarkly.core.delivery.ScriptedTargets.accepted;
import static io.github.camelaudience.launchdarkly.core.delivery.ScriptedTargets.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Too many changes on their way hold their senders back: the one thing here that needs a second thread. */
@Timeout(60)
class BackPressureTest {

    /** Submits on a thread of its own, which may be held. */
    private static final class Source {
        final DeliveryRig.Job job;
        final Thread thread;
        volatile boolean interrupted;

        Source(DeliveryRig rig, MembershipChange... changes) {
            job = rig.new Job();
            rig.jobs.add(job);
            thread = new Thread(() -> {
                try (Submission submission = rig.sender.open(job.ticket)) {
                    for (MembershipChange change : changes) {
                        submission.add(change);
                    }
                }
                interrupted = Thread.currentThread().isInterrupted();
            });
            thread.setDaemon(true);
            thread.start();
        }

        boolean isHeld() {
            return thread.getState() == Thread.State.WAITING;
        }

        boolean isDone() {
            return thread.getState() == Thread.State.TERMINATED;
        }

        void awaitHeld() {
            awaitThat(this::isHeld);
        }

        void awaitDone() {
            awaitThat(this::isDone);
        }
    }

    private static void awaitThat(BooleanSupplier condition) {
        await().pollInterval(1, TimeUnit.MILLISECONDS)
                .atMost(20, TimeUnit.SECONDS)
                .until(condition::getAsBoolean);
    }

    /** Lets time pass step by step, so that held threads can take part. */
    private static void pass(DeliveryRig rig, List<Source> sources, BooleanSupplier until) {
        for (int i = 0; i < 10_000 && !until.getAsBoolean(); i++) {
            awaitThat(() -> sources.stream().allMatch(source -> source.isHeld() || source.isDone()));
            rig.time.advance(50);
        }
        assertThat(until.getAsBoolean()).isTrue();
    }

    @Test
    void aSenderIsHeldAndGoesOnWhenThereIsRoom() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {
            options.maxPending = 100;
            options.maxBatchSize = 40;
            options.linger = 10_000;
        })) {
            Source source = new Source(rig, crowd("a", 250));
            source.awaitHeld();
            assertThat(rig.sender.state().pending()).isEqualTo(100);
            long start = rig.time.now();
            pass(rig, List.of(source), source::isDone);
            assertThat(rig.time.now() - start)
                    .as("nobody lingers while someone is held")
                    .isLessThan(5_000);
            rig.settle();
            assertThat(source.job.settlements()).hasSize(250).containsOnly(Settlement.ACCEPTED);
            rig.assertAtRest();
        }
    }

    @Test
    void noSenderIsForgotten() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> options.maxPending = 3)) {
            List<Source> sources = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                sources.add(new Source(rig, crowd("a" + i, 20)));
            }
            pass(rig, sources, () -> sources.stream().allMatch(Source::isDone));
            rig.settle();
            sources.forEach(
                    source -> assertThat(source.job.settlements()).hasSize(20).containsOnly(Settlement.ACCEPTED));
            rig.assertAtRest();
        }
    }

    @Test
    void anInterruptEndsTheWait() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> options.maxPending = 5)) {
            rig.targets.script((request, number) -> accepted().after(60_000));
            Source source = new Source(rig, crowd("a", 8));
            source.awaitHeld();
            source.thread.interrupt();
            source.awaitDone();
            assertThat(source.interrupted).isTrue();
            rig.settle();
            assertThat(source.job.settlements().subList(0, 5)).containsOnly(Settlement.ACCEPTED);
            assertThat(source.job.settlements().subList(5, 8))
                    .allMatch(settlement -> settlement instanceof Settlement.Failed);
            rig.assertAtRest();
        }
    }

    @Test
    void aHeldSenderIsNotHeldBeyondItsOwnTime() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {
            options.maxPending = 5;
            options.retryTimeout = 60_000;
        })) {
            rig.targets.script((request, number) -> answer(503));
            long start = rig.time.now();
            Source source = new Source(rig, crowd("a", 20));
            source.awaitHeld();
            pass(rig, List.of(source), source::isDone);
            assertThat(rig.time.now() - start).isBetween(60_000L, 61_000L);
            rig.settle();
            assertThat(source.job.settlements()).allMatch(settlement -> settlement instanceof Settlement.Failed);
            rig.assertAtRest();
        }
    }

    @Test
    void aStopFreesHeldSenders() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> options.maxPending = 5)) {
            rig.targets.script(accepted().after(60_000));
            Source source = new Source(rig, crowd("a", 8));
            source.awaitHeld();
            rig.sender.stop(1_000);
            source.awaitDone();
            source.job.assertSettledOnce();
            rig.time.advance(100_000);
            rig.assertAtRest();
        }
    }

    @Test
    void aRefusedTokenFreesHeldSenders() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> options.maxPending = 5)) {
            rig.targets.script(answer(401));
            Source source = new Source(rig, crowd("a", 8));
            source.awaitHeld();
            rig.time.advance(1_000);
            source.awaitDone();
            assertThat(source.job.settlements()).allMatch(settlement -> settlement instanceof Settlement.Failed);
            assertThat(rig.targets.sent).hasSize(1);
            rig.assertAtRest();
        }
    }

    @Test
    void aLoneChangeIsSentWhileAnotherSenderIsHeldByAnUnfinishedOne() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> options.maxPending = Submission.RUN)) {
            DeliveryRig.Job slow = rig.new Job();
            rig.jobs.add(slow);
            try (Submission submission = rig.sender.open(slow.ticket)) {
                for (MembershipChange change : crowd("a", Submission.RUN)) {
                    submission.add(change);
                }
                Source source = new Source(rig, change("b", "u1", true));
                source.awaitHeld();
                pass(rig, List.of(source), source::isDone);
            }
            rig.settle();
            rig.assertAtRest();
        }
    }
}
