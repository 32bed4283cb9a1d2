package io.github.camelaudience.launchdarkly.delivery;

import io.github.camelaudience.launchdarkly.api.ApiOutcome;
import io.github.camelaudience.launchdarkly.api.Disposition;
import io.github.camelaudience.launchdarkly.api.SegmentTargets;
import io.github.camelaudience.launchdarkly.api.SegmentTargetsRequest;
import io.github.camelaudience.launchdarkly.membership.SkipReason;
import java.io.IOException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Makes one attempt at one batch: takes out what the fence skips, sends the rest, and tells pacing, fence and monitor what
 * became of it. Throws for nothing that its parts do. Holds no lock; its batch is its own until the attempt is over.
 */
final class Courier {

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
    private final EventTimeFence fence;
    private final DeliveryMonitor monitor;
    private final DeliveryRuntime runtime;
    private final Dispatcher dispatcher;

    Courier(
            SegmentTargets targets,
            Pacing pacing,
            EventTimeFence fence,
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
        try {
            return tryOnce(batch, retry);
        } catch (RuntimeException | Error e) {
            return unanswered("the attempt failed", e);
        }
    }

    private ApiOutcome tryOnce(Batch batch, boolean retry) {
        try {
            if (!judge(batch)) {
                pacing.cancelled(runtime.clock().getAsLong());
                return null;
            }
        } catch (RuntimeException e) {
            pacing.cancelled(runtime.clock().getAsLong());
            batch.attempted(false);
            monitor.fenceFailed(e);
            return unanswered("the fence's store cannot be read", e);
        }
        SegmentTargetsRequest request = batch.request();
        batch.rideIn(request);
        long sentAt = runtime.clock().getAsLong();
        ApiOutcome outcome = send(request);
        long receivedAt = runtime.clock().getAsLong();
        batch.attempted(outcome.disposition() == Disposition.TRANSIENT);
        pacing.concluded(outcome, sentAt, receivedAt, runtime.random().getAsDouble());
        if (outcome.disposition() == Disposition.ACCEPTED) {
            remember(batch);
        }
        report(outcome, batch.members().size(), receivedAt - sentAt, retry);
        return outcome;
    }

    /** Takes out what is stale or known already; says whether there is anything left to send. */
    private boolean judge(Batch batch) {
        List<PendingChange> unjudged = dispatcher.isStopped() ? List.of() : batch.members();
        while (!unjudged.isEmpty()) {
            Map<PendingChange, SkipReason> skipped = new IdentityHashMap<>();
            unjudged.forEach(each -> fence.judge(each.change).ifPresent(reason -> skipped.put(each, reason)));
            if (skipped.isEmpty()) {
                break;
            }
            unjudged = dispatcher.skip(batch, skipped);
        }
        return !batch.members().isEmpty() && !dispatcher.isStopped();
    }

    private void report(ApiOutcome outcome, int members, long millis, boolean retry) {
        try {
            monitor.requested(outcome, members, millis, retry);
        } catch (RuntimeException e) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    private ApiOutcome send(SegmentTargetsRequest request) {
        try {
            return targets.send(request);
        } catch (RuntimeException | Error e) {
            return unanswered("the request could not be sent", e);
        }
    }

    private static ApiOutcome unanswered(String why, Throwable cause) {
        return ApiOutcome.unanswered(new IOException(why, cause));
    }

    /** The fence may forget: what LaunchDarkly accepted stays accepted when its store fails. */
    private void remember(Batch batch) {
        try {
            batch.members().forEach(member -> fence.accepted(member.changes()));
        } catch (RuntimeException e) {
            monitor.fenceFailed(e);
        }
    }
}
