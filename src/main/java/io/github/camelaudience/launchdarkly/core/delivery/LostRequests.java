package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.delivery.pacing.Pacing;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Disposition;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentBackend;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentUpdate;
import io.github.camelaudience.launchdarkly.core.launchdarkly.UpdateTarget;
import io.github.camelaudience.launchdarkly.core.ledger.Acceptance;
import io.github.camelaudience.launchdarkly.core.ledger.Claim;
import io.github.camelaudience.launchdarkly.core.ledger.Granted;
import io.github.camelaudience.launchdarkly.core.ledger.MembershipLedger;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Sends once more what a request without an answer may have undone: it may be applied after something newer. What that is the ledger
 * says, and it asks again until it is accepted. Throws for nothing that its parts do; holds no lock.
 */
final class LostRequests {

    private final DeliverySettings settings;
    private final SegmentBackend backend;
    private final Pacing pacing;
    private final MembershipLedger ledger;
    private final LedgerWatch watch;
    private final DeliveryMonitor monitor;
    private final DeliveryRuntime runtime;

    LostRequests(
            DeliverySettings settings,
            SegmentBackend backend,
            Pacing pacing,
            MembershipLedger ledger,
            LedgerWatch watch,
            DeliveryMonitor monitor,
            DeliveryRuntime runtime) {
        this.settings = settings;
        this.backend = backend;
        this.pacing = pacing;
        this.ledger = Objects.requireNonNull(ledger, "ledger");
        this.watch = watch;
        this.monitor = monitor;
        this.runtime = runtime;
    }

    /** Whether there may be anything; quick. */
    boolean mayBeDue() {
        try {
            return ledger.mayBeDue();
        } catch (Throwable e) {
            LastResort.report(e);
            return false;
        }
    }

    /**
     * Is what one lost request may have undone.
     *
     * @param claim   holds it for this process
     * @param updates the requests that it takes: one as a rule, because it was one
     */
    record Undone(Claim claim, List<SegmentUpdate> updates) {}

    /**
     * Claims the next of them.
     *
     * @param environments in which this sends
     */
    Optional<Undone> next(Set<String> environments) {
        try {
            Optional<Claim> claim = ledger.claimDue(environments);
            watch.works();
            if (claim.isPresent()) {
                return Optional.of(new Undone(claim.get(), updates(claim.get().granted())));
            }
        } catch (RuntimeException e) {
            watch.failed(e);
        } catch (Throwable e) {
            LastResort.report(e);
        }
        return Optional.empty();
    }

    /** Sends it; a permit has been taken, which is used or given back. */
    void send(Undone undone) {
        boolean permitted = true;
        boolean sent = false;
        boolean applied = true;
        ApiOutcome last = null;
        try {
            for (SegmentUpdate update : undone.updates()) {
                permitted = permitted || pacing.reserve(now(), false) == 0;
                if (!permitted || !undone.claim().maySend()) {
                    applied = false;
                    break;
                }
                permitted = false;
                sent = true;
                last = send(update);
                applied = last.disposition() == Disposition.ACCEPTED
                        && last.exceptions().isEmpty();
                if (!applied) {
                    break;
                }
            }
        } catch (Throwable e) {
            LastResort.report(e);
            applied = false;
        }
        if (permitted) {
            pacing.cancelled(now());
        }
        conclude(undone.claim(), sent, applied ? last : null);
    }

    /** Gives it up without having sent anything. */
    void forgo(Undone undone) {
        conclude(undone.claim(), false, null);
    }

    private ApiOutcome send(SegmentUpdate update) {
        long sentAt = now();
        ApiOutcome outcome;
        try {
            outcome = Objects.requireNonNull(backend.send(update), "outcome");
        } catch (Throwable e) {
            outcome = BatchAttempt.broken(e);
        }
        long receivedAt = now();
        pacing.concluded(outcome, sentAt, receivedAt, runtime.random().getAsDouble());
        monitor.requested(outcome, update.members().size(), receivedAt - sentAt, false);
        return outcome;
    }

    /** What is not accepted as a whole is asked for again by the ledger, when the claim would have ended. */
    private void conclude(Claim claim, boolean sent, ApiOutcome accepted) {
        try {
            if (accepted != null) {
                claim.accepted(new Acceptance(accepted.error().requestId(), now()));
            } else if (sent) {
                claim.unknown();
            } else {
                claim.ended();
            }
            watch.works();
        } catch (RuntimeException e) {
            watch.failed(e);
        } catch (Throwable e) {
            LastResort.report(e);
        }
    }

    private long now() {
        return runtime.clock().getAsLong();
    }

    private List<SegmentUpdate> updates(List<Granted> granted) {
        Map<UpdateTarget, List<MembershipChange>> byTarget = new LinkedHashMap<>();
        granted.forEach(
                each -> byTarget.computeIfAbsent(backend.targetOf(each.change().slot()), target -> new ArrayList<>())
                        .add(each.change()));
        List<SegmentUpdate> updates = new ArrayList<>();
        byTarget.forEach((target, changes) -> {
            List<MembershipChange> members = new ArrayList<>();
            long bytes = 0;
            for (MembershipChange change : changes) {
                int more = bytesOf(target, change);
                if (!members.isEmpty()
                        && (members.size() == settings.maxBatchSize() || bytes + more > settings.maxBatchBytes())) {
                    updates.add(update(target, members));
                    members = new ArrayList<>();
                    bytes = 0;
                }
                members.add(change);
                bytes += more;
            }
            updates.add(update(target, members));
        });
        return updates;
    }

    private int bytesOf(UpdateTarget target, MembershipChange change) {
        UpdateTarget ofAudience =
                new UpdateTarget(target.environment(), change.slot().audienceId(), target.contextKind());
        return backend.sharedBytes(ofAudience, change.audienceName()) + backend.ownBytes(change.slot());
    }

    private static SegmentUpdate update(UpdateTarget target, List<MembershipChange> members) {
        Map<String, String> names = new HashMap<>();
        members.forEach(change -> names.put(change.slot().audienceId(), change.audienceName()));
        return new SegmentUpdate(target, names, members);
    }
}
