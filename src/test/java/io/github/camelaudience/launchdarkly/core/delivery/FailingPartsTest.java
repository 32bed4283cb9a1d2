package io.github.camelaudience.launchdarkly.core.delivery;

import static io.github.camelaudience.launchdarkly.core.delivery.DeliveryRig.change;
import static io.github.camelaudience.launchdarkly.core.delivery.DeliveryRig.crowd;
import static io.github.camelaudience.launchdarkly.core.delivery.ScriptedTargets.accepted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.camelaudience.launchdarkly.core.delivery.pacing.Pacing;
import io.github.camelaudience.launchdarkly.core.delivery.pacing.RateLimiter;
import io.github.camelaudience.launchdarkly.core.delivery.pacing.RetryBudget;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A part that throws costs no ticket, no permit and no lane. */
class FailingPartsTest {

    @Test
    void aTransportThatThrowsFailsTheChangesOfThatRequestWithTheCause() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> options.maxBatchSize = 3)) {
            RuntimeException mistake = new IllegalStateException("no HTTP client");
            rig.targets.script((request, number) -> {
                if (request.members().get(0).slot().contextKey().equals("u0")) {
                    throw mistake;
                }
                return accepted();
            });
            DeliveryRig.Job job = rig.submit(crowd("a", 5));
            DeliveryRig.Job other = rig.submit(change("b", "u", true));
            rig.settle();
            assertThat(job.settlements().subList(0, 3)).allSatisfy(settlement -> assertThat(settlement)
                    .isInstanceOfSatisfying(Settlement.Failed.class, failed -> {
                        assertThat(failed.cause().kind()).isEqualTo(DeliveryFailure.Kind.BROKEN);
                        assertThat(failed.cause().outcome().cause()).hasCause(mistake);
                        assertThat(failed.cause().describe()).contains("IllegalStateException");
                    }));
            assertThat(job.settlements().subList(3, 5)).containsOnly(Settlement.ACCEPTED);
            assertThat(other.only()).isEqualTo(Settlement.ACCEPTED);
            assertThat(rig.time.uncaught).containsExactly(mistake);
            assertThat(rig.retries).isZero();
            rig.time.uncaught.clear();
            rig.assertAtRest();
        }
    }

    @Test
    void aTransportThatSaysNothingHasThrown() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.script(new ScriptedTargets.Answer(null, 10, false));
            DeliveryRig.Job job = rig.submit(change("a", "u", true));
            rig.settle();
            assertThat(((Settlement.Failed) job.only()).cause().kind()).isEqualTo(DeliveryFailure.Kind.BROKEN);
            rig.time.uncaught.clear();
            rig.assertAtRest();
        }
    }

    @Test
    void anErrorOfTheLedgerKeepsNoPermit() {
        try (DeliveryRig rig = new DeliveryRig(options -> {})) {
            rig.options.hazard = part -> {
                if (part.equals("claim")) {
                    throw new NoClassDefFoundError("ledger");
                }
            };
            DeliveryRig.Job job = rig.submit(change("a", "u", true));
            rig.settle();
            assertThat(((Settlement.Failed) job.only()).cause().kind()).isEqualTo(DeliveryFailure.Kind.BROKEN);
            rig.options.hazard = part -> {};
            assertThat(rig.gate.state(rig.time.now()).inFlight()).isZero();
            DeliveryRig.Job next = rig.submit(change("a", "u", true));
            rig.settle();
            assertThat(next.only()).isEqualTo(Settlement.ACCEPTED);
            rig.time.uncaught.clear();
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

    /** It is asked for the target, for the bytes of the key, and for those of the name. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aBackendThatBreaksFailsTheChangeAndLeavesNoLaneBehind(int question) {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            int[] asked = {0};
            rig.options.hazard = part -> {
                if (part.equals("backend") && asked[0]++ == question) {
                    throw new IllegalStateException("backend");
                }
            };
            DeliveryRig.Job job = rig.submit(change("a", "u1", true));
            assertThat(job.only()).isInstanceOfSatisfying(Settlement.Failed.class, failed -> assertThat(
                            failed.cause().kind())
                    .isEqualTo(DeliveryFailure.Kind.BROKEN));
            DeliveryRig.Job next = rig.submit(change("b", "u1", true));
            rig.settle();
            assertThat(next.only()).isEqualTo(Settlement.ACCEPTED);
            rig.assertAtRest();
        }
    }

    @Test
    void workersThatTakeNothingAreAskedAgain() {
        VirtualTime time = new VirtualTime(1);
        ScriptedTargets targets = new ScriptedTargets(time, DeliveryRig.SYNCED);
        DeliveryRuntime runtime = time.runtime();
        RateLimiter gate = new RateLimiter();
        BatchSender sender = new BatchSender(
                new DeliverySettings(100, 1 << 20, 0, 4, 1000, 60_000, 1_000),
                targets,
                new Pacing(gate, new RetryBudget()),
                RetryPolicy.DEFAULT,
                DeliveryRig.memory(10, runtime.clock()),
                new DeliveryMonitor() {},
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
