package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.delivery.memory.StaleFilter;
import io.github.camelaudience.launchdarkly.core.delivery.pacing.Pacing;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Disposition;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentBackend;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentUpdate;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import io.github.camelaudience.launchdarkly.core.membership.SkipReason;
import java.io.IOException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Makes one attempt at one batch: takes out what the stale filter skips, sends the rest, and tells pacing, filter and monitor
 * what became of it. Throws for nothing that its parts do. Holds no lock; its batch is its own until the attempt is over.
 */
final class BatchAttempt {

    /** Is the sender, as far as an attempt needs it. */
    interface Sender {

        /** Whether nothing may be sent any more. */
        boolean isStopped();

        /**
         * Settles members that need not be sent.
         *
         * @return the members that take their place; empty when the sender is stopped
         */
        List<PendingChange> skip(Batch batch, Map<PendingChange, SkipReason> skipped);

        /** Fails members whose audience is held, and what of that audience waits behind them. */
        void brake(Batch batch, Map<PendingChange, DeliveryFailure> braked);
    }

    private final SegmentBackend backend;
    private final Pacing pacing;
    private final StaleFilter staleFilter;
    private final DeliveryMonitor monitor;
    private final DeliveryRuntime runtime;
    private final LastLook lastLook;
    private final BrakedRemovals removals;
    private final Sender sender;

    BatchAttempt(
            SegmentBackend backend,
            Pacing pacing,
            StaleFilter staleFilter,
            DeliveryMonitor monitor,
            DeliveryRuntime runtime,
            LastLook lastLook,
            Sender sender) {
        this.backend = Objects.requireNonNull(backend, "backend");
        this.pacing = Objects.requireNonNull(pacing, "pacing");
        this.staleFilter = Objects.requireNonNull(staleFilter, "staleFilter");
        this.monitor = Objects.requireNonNull(monitor, "monitor");
        this.runtime = Objects.requireNonNull(runtime, "runtime");
        this.lastLook = Objects.requireNonNull(lastLook, "lastLook");
        this.removals = new BrakedRemovals(lastLook.brake());
        this.sender = sender;
    }

    /** What is to be done with a batch after memory has judged its members. */
    private sealed interface Judged {

        /** There is something to send. */
        record Ready(SegmentUpdate request) implements Judged {}

        /** Nothing is sent: nothing is left of it ({@code null}), or it cannot be told whether it may be. */
        record Unsent(ApiOutcome outcome) implements Judged {}
    }

    /** Tells what became of the batch; {@code null} if there was nothing to send. */
    ApiOutcome make(Batch batch, boolean retry) {
        Judged judged = prepare(batch);
        if (judged instanceof Judged.Ready ready) {
            return send(batch, ready.request(), retry);
        }
        pacing.cancelled(runtime.clock().getAsLong());
        return ((Judged.Unsent) judged).outcome();
    }

    private Judged prepare(Batch batch) {
        try {
            if (!judge(batch)) {
                return new Judged.Unsent(null);
            }
            SegmentUpdate request = batch.request();
            batch.countRequest(request);
            return new Judged.Ready(request);
        } catch (UnreadableMemory e) {
            batch.attempted(false);
            monitor.memoryFailed(e.cause);
            return new Judged.Unsent(
                    ApiOutcome.unanswered(new IOException("what was accepted last cannot be read", e.cause)));
        } catch (Throwable e) {
            return new Judged.Unsent(broken(e));
        }
    }

    private ApiOutcome send(Batch batch, SegmentUpdate request, boolean retry) {
        long sentAt = runtime.clock().getAsLong();
        ApiOutcome outcome = send(request);
        long receivedAt = runtime.clock().getAsLong();
        batch.attempted(outcome.disposition() == Disposition.TRANSIENT);
        pacing.concluded(outcome, sentAt, receivedAt, runtime.random().getAsDouble());
        if (outcome.disposition() == Disposition.ACCEPTED) {
            remember(batch, outcome.exceptions().keySet());
        }
        removals.answered(batch.members(), outcome);
        monitor.requested(outcome, batch.members().size(), receivedAt - sentAt, retry);
        return outcome;
    }

    /** Takes out what is stale or known already; says whether there is anything left to send. */
    private boolean judge(Batch batch) {
        List<PendingChange> unjudged = sender.isStopped() ? List.of() : batch.members();
        while (!unjudged.isEmpty()) {
            Map<PendingChange, SkipReason> skipped = new IdentityHashMap<>();
            unjudged.forEach(each -> judge(each.change).ifPresent(reason -> skipped.put(each, reason)));
            if (skipped.isEmpty()) {
                break;
            }
            unjudged = sender.skip(batch, skipped);
        }
        Map<PendingChange, DeliveryFailure> braked = brake(batch);
        if (!braked.isEmpty()) {
            sender.brake(batch, braked);
        }
        return !batch.members().isEmpty() && !sender.isStopped();
    }

    private Map<PendingChange, DeliveryFailure> brake(Batch batch) {
        try {
            return removals.braked(batch);
        } catch (RuntimeException e) {
            throw new UnreadableMemory(e);
        }
    }

    private Optional<SkipReason> judge(MembershipChange change) {
        try {
            if (lastLook.outdated().test(change)) {
                return Optional.of(SkipReason.STALE);
            }
            return staleFilter.judge(change);
        } catch (RuntimeException e) {
            throw new UnreadableMemory(e);
        }
    }

    private ApiOutcome send(SegmentUpdate request) {
        try {
            return Objects.requireNonNull(backend.send(request), "outcome");
        } catch (Throwable e) {
            return broken(e);
        }
    }

    /** It is said aloud, too: nobody else sees where it comes from if the exchange's exception is handled. */
    static ApiOutcome broken(Throwable cause) {
        LastResort.report(cause);
        return ApiOutcome.broken(cause);
    }

    /** The filter may forget: what LaunchDarkly accepted stays accepted when its store fails. */
    private void remember(Batch batch, Set<MembershipSlot> unsent) {
        try {
            batch.members().stream()
                    .filter(member -> !unsent.contains(member.change.slot()))
                    .forEach(member -> staleFilter.accepted(member.changes()));
        } catch (RuntimeException e) {
            monitor.memoryFailed(e);
        } catch (Throwable e) {
            monitor.memoryFailed(new IllegalStateException("what was accepted last cannot be written", e));
        }
    }

    /** Says that the store of the stale filter cannot be read. */
    private static final class UnreadableMemory extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final RuntimeException cause;

        UnreadableMemory(RuntimeException cause) {
            super(cause);
            this.cause = cause;
        }
    }
}
