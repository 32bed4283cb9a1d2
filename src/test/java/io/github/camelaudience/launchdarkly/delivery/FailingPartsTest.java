package io.github.camelaudience.launchdarkly.delivery;

import static io.github.camelaudience.launchdarkly.delivery.DeliveryRig.change;
import static io.github.camelaudience.launchdarkly.delivery.DeliveryRig.crowd;
import static io.github.camelaudience.launchdarkly.delivery.ScriptedTargets.accepted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** A part that throws costs no ticket, no permit and no lane. */
class FailingPartsTest {

    @Test
    void aTransportThatThrowsIsLikeABrokenConnection() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.script((request, number) -> {
                if (rig.time.now() < VirtualTime.START + 2_000) {
                    throw new IllegalStateException("no HTTP client, attempt " + number);
                }
                return accepted();
            });
            DeliveryRig.Job job = rig.submit(crowd("a", 3));
            rig.settle();
            assertThat(job.settlements()).containsOnly(Settlement.ACCEPTED);
            rig.assertAtRest();
        }
    }

    @Test
    void aCallbackThatThrowsDoesNotKeepOthersWaiting() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            Ticket broken = new Ticket(settled -> {
                throw new IllegalStateException("callback");
            });
            rig.submit(change("a", "first", true));
            try (Submission submission = rig.sender.open(broken)) {
                submission.add(change("a", "u1", true));
            }
            DeliveryRig.Job job = rig.submit(change("a", "u2", true));
            Throwable thrown = catchThrowable(rig::settle);
            assertThat(thrown).isNull();
            assertThat(job.only()).isEqualTo(Settlement.ACCEPTED);
            assertThat(broken.isSettled()).isTrue();
            assertThat(rig.time.uncaught).extracting(Throwable::getMessage).containsExactly("callback");
            assertThat(rig.sender.state().pending()).isZero();
        }
    }

    @Test
    void aMonitorThatThrowsIsReportedAndDisturbsNothing() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> options.monitorThrows = true)) {
            DeliveryRig.Job job = rig.submit(crowd("a", 3));
            rig.settle();
            assertThat(job.settlements()).containsOnly(Settlement.ACCEPTED);
            assertThat(rig.targets.sent).hasSize(1);
            assertThat(rig.time.uncaught).isNotEmpty().allMatch(each -> each instanceof UnsupportedOperationException);
            assertThat(rig.sender.state().pending()).isZero();
        }
    }

    @Test
    void workersThatTakeNothingAreAskedAgain() {
        VirtualTime time = new VirtualTime(1);
        ScriptedTargets targets = new ScriptedTargets(time);
        DeliveryRuntime runtime = time.runtime();
        RateGate gate = new RateGate();
        BatchSender sender = new BatchSender(
                new DeliverySettings(100, 1 << 20, 0, 4, 1000, 60_000, 1_000),
                targets,
                new ServicePacing(gate, new RetryBudget()),
                RetryPolicy.DEFAULT,
                new EventTimeFence(new BoundedFenceStore(10)),
                DeliveryMonitor.SILENT,
                new DeliveryRuntime(
                        runtime.clock(),
                        task -> {
                            if (time.now() < VirtualTime.START + 5_000) {
                                throw new RejectedExecutionException("full");
                            }
                            runtime.workers().execute(task);
                        },
                        runtime.alarm(),
                        runtime.random()));
        int[] calls = {0};
        Ticket ticket = new Ticket(settled -> calls[0]++);
        try (Submission submission = sender.open(ticket)) {
            submission.add(change("a", "u1", true));
        }
        assertThat(calls[0]).isZero();
        time.runUntil(() -> calls[0] > 0);
        assertThat(ticket.settlement(0)).isEqualTo(Settlement.ACCEPTED);
        assertThat(gate.state(time.now()).inFlight()).isZero();
        assertThat(sender.state().pending()).isZero();
        time.close();
    }
}
