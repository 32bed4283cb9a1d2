package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.delivery.pacing.Pacing;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Disposition;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentBackend;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentUpdate;
import io.github.camelaudience.launchdarkly.core.ledger.Acceptance;
import io.github.camelaudience.launchdarkly.core.ledger.Claim;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerUnavailableException;
import io.github.camelaudience.launchdarkly.core.ledger.MembershipLedger;
import io.github.camelaudience.launchdarkly.core.ledger.Withheld;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Makes one attempt at one batch: claims its members in the ledger, sends those that it may, and tells ledger, pacing and monitor what
 * became of them. Throws for nothing that its parts do. Holds no lock; its batch is its own until the attempt is over.
 */
final class BatchAttempt {

    /** Is the sender, as far as an attempt needs it. */
    interface Sender {

        /** Whether nothing may be sent any more. */
        boolean isStopped();

        /**
         * Takes members out that must not be sent now: settles them, or has them wait if they are busy.
         *
         * @return whether others have taken their place, which must be claimed, too
         */
        boolean withhold(Batch batch, Map<PendingChange, Withheld> withheld);

        /** Fails members whose audience is held, and what of that audience waits behind them. */
        void brake(Batch batch, Map<PendingChange, DeliveryFailure> braked);
    }

    /** So often a claim may come too late before the ledger counts as slow: a process that stood still claims again at once. */
    private static final int MOST_LATE = 1;

    private final SegmentBackend backend;
    private final Pacing pacing;
    private final MembershipLedger ledger;
    private final LedgerWatch watch;
    private final DeliveryMonitor monitor;
    private final DeliveryRuntime runtime;
    private final LastLook lastLook;
    private final BrakedRemovals removals;
    private final Sender sender;

    BatchAttempt(
            SegmentBackend backend,
            Pacing pacing,
            MembershipLedger ledger,
            LedgerWatch watch,
            DeliveryMonitor monitor,
            DeliveryRuntime runtime,
            LastLook lastLook,
            BrakedRemovals removals,
            Sender sender) {
        this.backend = Objects.requireNonNull(backend, "backend");
        this.pacing = Objects.requireNonNull(pacing, "pacing");
        this.ledger = Objects.requireNonNull(ledger, "ledger");
        this.watch = Objects.requireNonNull(watch, "watch");
        this.monitor = Objects.requireNonNull(monitor, "monitor");
        this.runtime = Objects.requireNonNull(runtime, "runtime");
        this.lastLook = Objects.requireNonNull(lastLook, "lastLook");
        this.removals = Objects.requireNonNull(removals, "removals");
        this.sender = sender;
    }

    /** What is to be done with a batch after the ledger has judged its members. */
    private sealed interface Judged {

        /** There is something to send. */
        record Ready(SegmentUpdate request) implements Judged {}

        /** Nothing is sent: nothing is left of it ({@code null}), or it cannot be told whether it may be. */
        record Unsent(ApiOutcome outcome) implements Judged {}
    }

    /** Tells what became of the batch; {@code null} if there was nothing to send. */
    ApiOutcome make(Batch batch, boolean retry) {
        if (batch.unrecorded() != null) {
            pacing.cancelled(runtime.clock().getAsLong());
            return record(batch, batch.unrecorded());
        }
        Judged judged = prepare(batch);
        if (judged instanceof Judged.Ready ready) {
            return send(batch, ready.request(), retry);
        }
        pacing.cancelled(runtime.clock().getAsLong());
        return ((Judged.Unsent) judged).outcome();
    }

    private Judged prepare(Batch batch) {
        Claim earlier = batch.claim();
        try {
            SegmentUpdate request = claimed(batch);
            if (request != null) {
                batch.countRequest(request);
                return new Judged.Ready(request);
            }
            return new Judged.Unsent(null);
        } catch (UnusableLedger e) {
            batch.notAsked();
            return new Judged.Unsent(
                    ApiOutcome.unanswered(new IOException("what was accepted last cannot be read", e.cause)));
        } catch (Throwable e) {
            if (batch.claim() != earlier) {
                end(batch);
            } // else it is of an attempt that may have been sent: the sender gives it up
            return new Judged.Unsent(broken(e));
        }
    }

    /** Claims what may be sent, and gives the request that carries it; {@code null} if there is nothing, or nothing may be sent. */
    private SegmentUpdate claimed(Batch batch) {
        int late = 0;
        while (!batch.members().isEmpty() && !sender.isStopped()) {
            List<MembershipChange> changes = batch.changes();
            Claim claim = claim(batch, changes);
            boolean others = false;
            if (!claim.withheld().isEmpty()) {
                others = sender.withhold(batch, withheld(batch, claim.withheld()));
                changes = batch.changes();
            }
            if (!others && !changes.isEmpty() && !sender.isStopped()) {
                SegmentUpdate request = isHeldUp(batch, claim) ? null : batch.request(changes);
                if (request != null && claim.maySend()) {
                    return request;
                }
                late += request == null ? 0 : 1; // what is held up is no fault of the ledger
            }
            end(batch);
            if (late > MOST_LATE) {
                throw unusable(
                        new LedgerUnavailableException("the ledger takes longer for a claim than it may wait", null));
            }
        }
        return null;
    }

    /** Takes out what the ledger lets pass and must not be sent all the same; says whether there was anything. */
    private boolean isHeldUp(Batch batch, Claim claim) {
        Map<PendingChange, Withheld> outdated = new IdentityHashMap<>(0);
        for (PendingChange member : batch.members()) {
            if (lastLook.outdated().test(member.change)) {
                outdated.put(member, Withheld.STALE);
            }
        }
        if (!outdated.isEmpty()) {
            sender.withhold(batch, outdated);
            return true;
        }
        Map<PendingChange, DeliveryFailure> braked = braked(batch, claim);
        if (!braked.isEmpty()) {
            sender.brake(batch, braked);
        }
        return !braked.isEmpty();
    }

    private Map<PendingChange, DeliveryFailure> braked(Batch batch, Claim claim) {
        try {
            return removals.braked(batch, claim.granted());
        } catch (RuntimeException e) {
            throw unusable(e);
        }
    }

    private Claim claim(Batch batch, List<MembershipChange> changes) {
        try {
            Claim claim = ledger.claimAgain(batch.claim(), changes);
            batch.claimed(claim);
            watch.works();
            return claim;
        } catch (RuntimeException e) {
            throw unusable(e);
        }
    }

    private UnusableLedger unusable(RuntimeException cause) {
        watch.failed(cause);
        return new UnusableLedger(cause);
    }

    private static Map<PendingChange, Withheld> withheld(Batch batch, Map<MembershipChange, Withheld> reasons) {
        Map<PendingChange, Withheld> withheld = new IdentityHashMap<>();
        for (PendingChange member : batch.members()) {
            Withheld reason = reasons.get(member.change);
            if (reason != null) {
                withheld.put(member, reason);
            }
        }
        return withheld;
    }

    private ApiOutcome send(Batch batch, SegmentUpdate request, boolean retry) {
        int members = batch.members().size();
        long sentAt = runtime.clock().getAsLong();
        ApiOutcome outcome = send(request);
        long receivedAt = runtime.clock().getAsLong();
        batch.attempted(outcome.disposition() == Disposition.TRANSIENT);
        pacing.concluded(outcome, sentAt, receivedAt, runtime.random().getAsDouble());
        removals.answered(batch.members(), outcome);
        ApiOutcome recorded = record(batch, outcome, receivedAt);
        monitor.requested(request.target(), outcome, members, receivedAt - sentAt, retry);
        return recorded;
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

    /** Tells the ledger what is known of an attempt, and gives what that means for the batch. */
    private ApiOutcome record(Batch batch, ApiOutcome outcome, long receivedAt) {
        if (outcome.disposition() == Disposition.ACCEPTED) {
            return record(batch, new Batch.Unrecorded(outcome, acceptance(batch, outcome, receivedAt)));
        }
        if (outcome.isNotApplied()) {
            end(batch);
        } // else it may be applied: it goes again with its claim, or the sender gives the claim up
        return outcome;
    }

    private static Acceptance acceptance(Batch batch, ApiOutcome outcome, long receivedAt) {
        List<MembershipChange> superseded = new ArrayList<>(0);
        for (PendingChange member : batch.members()) {
            if (member.count() > 1) {
                superseded.addAll(member.changes().subList(0, member.count() - 1));
            }
        }
        return new Acceptance(outcome.error().requestId(), receivedAt, superseded);
    }

    /** LaunchDarkly has accepted it. As long as that cannot be remembered nothing is settled, and it is told again. */
    private ApiOutcome record(Batch batch, Batch.Unrecorded answer) {
        try {
            Claim claim = batch.claim();
            if (!answer.outcome().exceptions().isEmpty()) {
                claim.ended(answer.outcome().exceptions().keySet());
            }
            List<MembershipChange> lost = claim.accepted(answer.acceptance());
            batch.claimed(null);
            batch.unrecorded(null);
            watch.works();
            if (!lost.isEmpty()) {
                Map<MembershipChange, Withheld> busy = new IdentityHashMap<>();
                lost.forEach(change -> busy.put(change, Withheld.BUSY));
                Map<PendingChange, Withheld> again = withheld(batch, busy);
                again.keySet().forEach(PendingChange::applied);
                sender.withhold(batch, again);
            }
            return answer.outcome();
        } catch (Throwable e) {
            batch.unrecorded(answer);
            batch.notAsked();
            watch.failed(
                    e instanceof RuntimeException known
                            ? known
                            : new IllegalStateException("what was accepted last cannot be written", e));
            return ApiOutcome.unanswered(new IOException("LaunchDarkly accepted it, which cannot be remembered", e));
        }
    }

    /** Nothing of the batch was applied. If that cannot be written, it keeps its claim, so as not to keep itself waiting. */
    private void end(Batch batch) {
        if (batch.claim() == null) {
            return;
        }
        try {
            batch.claim().ended();
            batch.claimed(null);
        } catch (RuntimeException e) {
            watch.failed(e);
        } catch (Throwable e) {
            LastResort.report(e);
        }
    }

    /** Says that the ledger cannot be read or written. */
    private static final class UnusableLedger extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final RuntimeException cause;

        UnusableLedger(RuntimeException cause) {
            super(cause);
            this.cause = cause;
        }
    }
}
