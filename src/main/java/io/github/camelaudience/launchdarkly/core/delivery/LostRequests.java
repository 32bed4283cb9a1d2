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
import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Sends once more what a request without an answer may have undone: it may be applied after something newer. What that is the ledger
 * says, and it asks again until it is accepted, or refused too often. Throws for nothing that its parts do; holds no lock.
 */
final class LostRequests {

    /** So often a member is refused before it is given up: the ledger claims it again whenever a claim would have ended. */
    static final int MOST_REFUSALS = 10;
    /** When so many are refused and none is accepted, it may be about none of them: the others are left alone. */
    private static final int MOST_ALONE = 3;
    /** Of so many members refusals are counted. */
    private static final int MOST_COUNTED = 10_000;

    private final DeliverySettings settings;
    private final SegmentBackend backend;
    private final Pacing pacing;
    private final MembershipLedger ledger;
    private final LedgerWatch watch;
    private final DeliveryMonitor monitor;
    private final DeliveryRuntime runtime;
    /** Used by one thread at a time. */
    private final Map<MembershipSlot, Integer> refusals = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<MembershipSlot, Integer> eldest) {
            return size() > MOST_COUNTED;
        }
    };

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
                return Optional.of(new Undone(claim.get(), updates(claim.get())));
            }
        } catch (RuntimeException e) {
            watch.failed(e);
        } catch (Throwable e) {
            LastResort.report(e);
        }
        return Optional.empty();
    }

    /** Sends it; a permit has been taken, which is used or given back. What is refused is halved until it is known who is to blame. */
    void send(Undone undone) {
        Deque<SegmentUpdate> left = new ArrayDeque<>(undone.updates());
        Map<MembershipSlot, ApiOutcome> refused = new LinkedHashMap<>();
        boolean permitted = true;
        boolean sent = false;
        boolean goesOn = true;
        ApiOutcome accepted = null;
        try {
            while (goesOn && !left.isEmpty()) {
                permitted = permitted || pacing.reserve(now(), false) == 0;
                SegmentUpdate update = permitted ? withNewestNames(left.poll()) : null;
                if (update == null || !undone.claim().maySend()) {
                    goesOn = false;
                    break;
                }
                permitted = false;
                sent = true;
                ApiOutcome outcome = send(update);
                refused.putAll(outcome.exceptions());
                switch (outcome.disposition()) {
                    case ACCEPTED -> accepted = outcome;
                    case REFUSED, TOO_LARGE, AUDIENCE_HELD -> {
                        if (isOneFault(update, outcome)) {
                            update.members().forEach(member -> refused.put(member.slot(), outcome));
                            goesOn = accepted != null || refused.size() < MOST_ALONE;
                        } else {
                            halves(update).forEach(left::addFirst);
                        }
                    }
                    case THROTTLED, TRANSIENT, UNAUTHORIZED, HELD, BROKEN -> goesOn = false;
                }
            }
        } catch (RuntimeException e) {
            watch.failed(e);
            goesOn = false;
        } catch (Throwable e) {
            LastResort.report(e);
            goesOn = false;
        }
        if (permitted) {
            pacing.cancelled(now());
        }
        conclude(undone.claim(), refused, sent, goesOn ? accepted : null);
    }

    private static boolean isOneFault(SegmentUpdate update, ApiOutcome outcome) {
        MembershipSlot first = update.members().get(0).slot();
        return update.members().size() == 1
                || outcome.disposition() == Disposition.AUDIENCE_HELD
                        && update.members().stream()
                                .allMatch(each -> each.slot().audienceId().equals(first.audienceId()));
    }

    /** The second half comes first: each is put before the other. */
    private static List<SegmentUpdate> halves(SegmentUpdate update) {
        List<MembershipChange> members = update.members();
        int middle = members.size() / 2;
        return List.of(
                update(update.target(), members.subList(middle, members.size())),
                update(update.target(), members.subList(0, middle)));
    }

    /** Audiences may have been renamed since this was claimed, and the name that is sent last is the one that counts (rule D17). */
    private SegmentUpdate withNewestNames(SegmentUpdate update) {
        Map<String, String> names = new HashMap<>(update.audienceNames());
        Set<AudienceKey> asked = new HashSet<>();
        for (MembershipChange member : update.members()) {
            if (asked.add(member.slot().audience())) {
                names.computeIfPresent(member.slot().audienceId(), (id, claimed) -> {
                    String newest = ledger.audience(member.slot().audience()).name();
                    return !newest.isBlank() ? newest : !claimed.isBlank() ? claimed : id;
                });
            }
        }
        return new SegmentUpdate(update.target(), names, update.members());
    }

    /** Gives it up without having sent anything. */
    void forgo(Undone undone) {
        conclude(undone.claim(), Map.of(), false, null);
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
    private void conclude(Claim claim, Map<MembershipSlot, ApiOutcome> refused, boolean sent, ApiOutcome accepted) {
        try {
            boolean waits = forgo(claim, refused);
            if (accepted != null && !waits) {
                claim.granted().forEach(each -> refusals.remove(each.change().slot()));
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

    /** Gives up what was refused often enough; says whether there is more that was refused. */
    private boolean forgo(Claim claim, Map<MembershipSlot, ApiOutcome> refused) {
        List<MembershipSlot> over = new ArrayList<>();
        for (MembershipSlot slot : refused.keySet()) {
            if (refusals.merge(slot, 1, Integer::sum) >= MOST_REFUSALS) {
                over.add(slot);
            }
        }
        if (!over.isEmpty()) {
            claim.forgone(over);
            over.forEach(slot -> {
                refusals.remove(slot);
                monitor.forgone(slot, refused.get(slot));
            });
        }
        return over.size() < refused.size();
    }

    private long now() {
        return runtime.clock().getAsLong();
    }

    private List<SegmentUpdate> updates(Claim claim) {
        try {
            return updates(claim.granted());
        } catch (Throwable e) {
            claim.ended();
            throw e;
        }
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
