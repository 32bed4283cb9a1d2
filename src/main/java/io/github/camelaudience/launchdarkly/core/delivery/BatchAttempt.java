package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Disposition;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentTargets;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentTargetsRequest;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.SkipReason;
import java.io.IOException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import io.github.camelaudience.launchdarkly.core.delivery.memory.StaleFilter;
import io.github.camelaudience.launchdarkly.core.delivery.pacing.Pacing;

/**
 * Makes one attempt at one batch: takes out what the fence skips, sends the rest, and tells pacing, fence and monitor what
 * became of it. Throws for nothing that its parts do. Holds no lock; its batch is its own until the attempt is over.
 */
final class BatchAttempt {

    /** The sender, as far as an attempt needs it. */
    interface Dispatcher {

        /** Whether nothing may be sent any more. */
        boolean isStopped();

        /**
         * Settles members that need not be sent.
         *
         * @return the members that take their place; empty when the sender is stopped
         */
        List<PendingChange> skip(Batch batch, Map<PendingChange, SkipReason> skipped);
    }

    private final SegmentTargets targets;
    private final Pacing pacing;
    private final StaleFilter fence;
    private final DeliveryMonitor monitor;
    private final DeliveryRuntime runtime;
    private final Dispatcher dispatcher;

    BatchAttempt(
            SegmentTargets targets,
            Pacing pacing,
            StaleFilter fence,
            DeliveryMonitor monitor,
            DeliveryRuntime runtime,
            Dispatcher dispatcher) {
        this.targets = Objects.requireNonNull(targets, "targets");
        this.pacing = Objects.requireNonNull(pacing, "pacing");
        this.fence = Objects.requireNonNull(fence, "fence");
        this.monitor = Objects.requireNonNull(monitor, "monitor");
        this.runtime = Objects.requireNonNull(runtime, "runtime");
        this.dispatcher = dispatcher;
    }

    /** What became of the batch; {@code null} if there was nothing to send. */
    ApiOutcome attempt(Batch batch, boolean retry) {
        SegmentTargetsRequest request = null;
        ApiOutcome failure = null;
        try {
            request = prepare(batch);
        } catch (UnreadableFence e) {
            batch.attempted(false);
            monitor.fenceFailed(e.cause);
            failure = ApiOutcome.unanswered(new IOException("the fence's store cannot be read", e.cause));
        } catch (Throwable e) {
            failure = broken(e);
        }
        if (request == null) {
            pacing.cancelled(runtime.clock().getAsLong());
            return failure;
        }
        return attempt(batch, request, retry);
    }

    /** The request; {@code null} if there is nothing to send. */
    private SegmentTargetsRequest prepare(Batch batch) {
        if (!judge(batch)) {
            return null;
        }
        SegmentTargetsRequest request = batch.request();
        batch.rideIn(request);
        return request;
    }

    private ApiOutcome attempt(Batch batch, SegmentTargetsRequest request, boolean retry) {
        long sentAt = runtime.clock().getAsLong();
        ApiOutcome outcome = send(request);
        long receivedAt = runtime.clock().getAsLong();
        batch.attempted(outcome.disposition() == Disposition.TRANSIENT);
        pacing.concluded(outcome, sentAt, receivedAt, runtime.random().getAsDouble());
        if (outcome.disposition() == Disposition.ACCEPTED) {
            remember(batch);
        }
        monitor.requested(outcome, batch.members().size(), receivedAt - sentAt, retry);
        return outcome;
    }

    /** Takes out what is stale or known already; says whether there is anything left to send. */
    private boolean judge(Batch batch) {
        List<PendingChange> unjudged = dispatcher.isStopped() ? List.of() : batch.members();
        while (!unjudged.isEmpty()) {
            Map<PendingChange, SkipReason> skipped = new IdentityHashMap<>();
            unjudged.forEach(each -> judge(each.change).ifPresent(reason -> skipped.put(each, reason)));
            if (skipped.isEmpty()) {
                break;
            }
            unjudged = dispatcher.skip(batch, skipped);
        }
        return !batch.members().isEmpty() && !dispatcher.isStopped();
    }

    private Optional<SkipReason> judge(MembershipChange change) {
        try {
            return fence.judge(change);
        } catch (RuntimeException e) {
            throw new UnreadableFence(e);
        }
    }

    private ApiOutcome send(SegmentTargetsRequest request) {
        try {
            return Objects.requireNonNull(targets.send(request), "outcome");
        } catch (Throwable e) {
            return broken(e);
        }
    }

    /** It is said aloud, too: nobody else sees where it comes from if the exchange's exception is handled. */
    static ApiOutcome broken(Throwable cause) {
        LastResort.report(cause);
        return ApiOutcome.broken(cause);
    }

    /** The fence may forget: what LaunchDarkly accepted stays accepted when its store fails. */
    private void remember(Batch batch) {
        try {
            batch.members().forEach(member -> fence.accepted(member.changes()));
        } catch (RuntimeException e) {
            monitor.fenceFailed(e);
        } catch (Throwable e) {
            monitor.fenceFailed(new IllegalStateException("the fence's store broke", e));
        }
    }

    /** The store of the fence failed. */
    private static final class UnreadableFence extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final RuntimeException cause;

        UnreadableFence(RuntimeException cause) {
            super(cause);
            this.cause = cause;
        }
    }
}
