package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.brake.BrakedAudience;
import io.github.camelaudience.launchdarkly.core.brake.RemovalBrake;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Disposition;
import io.github.camelaudience.launchdarkly.core.ledger.Granted;
import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asks the brake about the removals of a batch, and tells it what became of them (rule D37). Safe for many batches at a time; a batch is
 * for one thread.
 */
final class BrakedRemovals {

    private final RemovalBrake brake;

    BrakedRemovals(RemovalBrake brake) {
        this.brake = brake;
    }

    /**
     * Counts the removals of a batch; gives those that must not be sent, and why.
     *
     * @param granted what the ledger lets pass: who is known to be out already does not leave
     */
    Map<PendingChange, DeliveryFailure> braked(Batch batch, List<Granted> granted) {
        if (brake.isOff() || !isAnyToCount(batch)) {
            return Map.of();
        }
        Set<MembershipChange> out = new HashSet<>();
        for (Granted each : granted) {
            if (!each.change().included() && !each.before().orElse(true)) {
                out.add(each.change());
            }
        }
        Map<AudienceKey, Map<String, PendingChange>> leaving = new HashMap<>();
        for (PendingChange member : batch.members()) {
            if (member.mayBeBraked() && !member.isCounted() && !out.contains(member.change)) {
                MembershipSlot slot = member.change.slot();
                leaving.computeIfAbsent(slot.audience(), key -> new HashMap<>()).put(slot.contextKey(), member);
            }
        }
        Map<PendingChange, DeliveryFailure> braked = new IdentityHashMap<>();
        leaving.forEach((audience, members) -> {
            Optional<BrakedAudience> held = brake.admit(audience, members.keySet());
            if (held.isPresent()) {
                DeliveryFailure cause = failure(held.get());
                members.values().forEach(member -> braked.put(member, cause));
            } else {
                members.values().forEach(member -> member.counted(true));
            }
        });
        return braked;
    }

    private static boolean isAnyToCount(Batch batch) {
        for (PendingChange member : batch.members()) {
            if (member.mayBeBraked() && !member.isCounted()) {
                return true;
            }
        }
        return false;
    }

    /** Whether any audience is held: quick. */
    boolean isAnyHeld() {
        return brake.isAnyHeld();
    }

    /** Why a change must wait for somebody's word: a removal, or an entry whose place in the order no time tells. */
    DeliveryFailure silence(MembershipChange change) {
        return PendingChange.isHeldWithRemovals(change)
                ? brake.held(change.slot().audience())
                        .map(BrakedRemovals::failure)
                        .orElse(null)
                : null;
    }

    /** Tells the brake what an answer means for those that it has counted: who did not leave, and who has come back. */
    void answered(List<PendingChange> members, ApiOutcome outcome) {
        if (brake.isOff()) {
            return;
        }
        boolean sent = outcome.disposition() == Disposition.ACCEPTED;
        boolean unsent = outcome.isNotApplied();
        boolean anyException = !outcome.exceptions().isEmpty();
        List<MembershipSlot> entered = new ArrayList<>(sent ? members.size() : 0);
        for (PendingChange member : members) {
            MembershipSlot slot = member.change.slot();
            boolean exception = anyException && outcome.exceptions().containsKey(slot);
            if (member.isCounted() && (unsent || exception)) {
                member.counted(false);
                brake.stayed(slot);
            } else if (sent && !exception && member.change.included()) {
                entered.add(slot);
            }
        }
        brake.entered(entered);
    }

    static DeliveryFailure failure(BrakedAudience held) {
        return new DeliveryFailure(
                DeliveryFailure.Kind.HELD, null, held.audience().audienceId(), held.describe());
    }
}
