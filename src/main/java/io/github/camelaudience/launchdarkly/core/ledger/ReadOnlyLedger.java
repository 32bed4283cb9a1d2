package io.github.camelaudience.launchdarkly.core.ledger;

import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads what a ledger knows, and changes nothing in it. It is left open when this is closed. */
final class ReadOnlyLedger extends ForwardingLedger {

    ReadOnlyLedger(MembershipLedger ledger) {
        super(ledger);
    }

    @Override
    public Claim claimAgain(Claim earlier, List<MembershipChange> changes) {
        Map<MembershipSlot, Mark> marks =
                marks(changes.stream().map(MembershipChange::slot).toList());
        Map<MembershipChange, Withheld> withheld = new HashMap<>();
        List<Granted> granted = new ArrayList<>(changes.size());
        for (MembershipChange change : changes) {
            Mark mark = marks.get(change.slot());
            Optional<Withheld> reason = Judgement.of(mark, change);
            if (reason.isPresent()) {
                withheld.put(change, reason.get());
            } else {
                granted.add(Granted.of(change, mark == null ? null : mark.included()));
            }
        }
        return new Judged(granted, withheld);
    }

    @Override
    public Optional<Claim> claimDue(Set<String> environments) {
        return Optional.empty();
    }

    @Override
    public boolean mayBeDue() {
        return false;
    }

    @Override
    public void seeded(AudienceKey audience, OptionalLong at) {
        // changes nothing
    }

    @Override
    public int erase(Collection<MembershipSlot> slots) {
        return 0;
    }

    @Override
    public void note(String name, String text) {
        // changes nothing
    }

    @Override
    public void forget(Collection<MembershipChange> changes) {
        // changes nothing
    }

    @Override
    public void atLeast(LedgerTimes times) {
        // it claims nothing
    }

    @Override
    public void close() {
        // whoever opened the ledger closes it
    }

    /** What may be sent, as far as is known; nothing is held. */
    private record Judged(List<Granted> granted, Map<MembershipChange, Withheld> withheld) implements Claim {

        @Override
        public boolean maySend() {
            return true;
        }

        @Override
        public List<MembershipChange> accepted(Acceptance answer) {
            return List.of();
        }

        @Override
        public void unknown() {
            // nothing is held
        }

        @Override
        public void ended() {
            // nothing is held
        }

        @Override
        public void ended(Collection<MembershipSlot> unsent) {
            // nothing is held
        }

        @Override
        public void forgone(Collection<MembershipSlot> refused) {
            // nothing is held
        }
    }
}
