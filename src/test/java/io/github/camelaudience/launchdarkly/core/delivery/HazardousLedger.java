package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.ledger.Acceptance;
import io.github.camelaudience.launchdarkly.core.ledger.AudienceState;
import io.github.camelaudience.launchdarkly.core.ledger.Claim;
import io.github.camelaudience.launchdarkly.core.ledger.Granted;
import io.github.camelaudience.launchdarkly.core.ledger.Mark;
import io.github.camelaudience.launchdarkly.core.ledger.MembershipLedger;
import io.github.camelaudience.launchdarkly.core.ledger.SlotState;
import io.github.camelaudience.launchdarkly.core.ledger.Withheld;
import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;

/** A ledger that may fail at every call: before it does anything, or after it has done what an answer to it may be repeated for. */
public final class HazardousLedger implements MembershipLedger {

    private final MembershipLedger ledger;
    private final Consumer<String> hazard;

    public HazardousLedger(MembershipLedger ledger, Consumer<String> hazard) {
        this.ledger = ledger;
        this.hazard = hazard;
    }

    @Override
    public Claim claimAgain(Claim earlier, List<MembershipChange> changes) {
        hazard.accept("claim");
        return new Hazardous(ledger.claimAgain(earlier == null ? null : ((Hazardous) earlier).claim, changes));
    }

    @Override
    public Optional<Claim> claimDue(Set<String> environments) {
        hazard.accept("due");
        return ledger.claimDue(environments).map(Hazardous::new);
    }

    @Override
    public boolean mayBeDue() {
        return ledger.mayBeDue();
    }

    @Override
    public Map<MembershipSlot, Mark> marks(Collection<MembershipSlot> slots) {
        return ledger.marks(slots);
    }

    @Override
    public Optional<SlotState> state(MembershipSlot slot) {
        return ledger.state(slot);
    }

    @Override
    public List<SlotState> person(String environment, String contextKey) {
        return ledger.person(environment, contextKey);
    }

    @Override
    public AudienceState audience(AudienceKey audience) {
        return ledger.audience(audience);
    }

    @Override
    public List<AudienceState> audiences() {
        return ledger.audiences();
    }

    @Override
    public List<Entry> page(AudienceKey audience, String after, int most) {
        return ledger.page(audience, after, most);
    }

    @Override
    public void seeded(AudienceKey audience, OptionalLong at) {
        ledger.seeded(audience, at);
    }

    @Override
    public int erase(Collection<MembershipSlot> slots) {
        return ledger.erase(slots);
    }

    @Override
    public void note(String name, String text) {
        ledger.note(name, text);
    }

    @Override
    public SortedMap<String, String> notes(String prefix) {
        return ledger.notes(prefix);
    }

    @Override
    public void forget(Collection<MembershipChange> changes) {
        ledger.forget(changes);
    }

    @Override
    public void close() {
        ledger.close();
    }

    private final class Hazardous implements Claim {
        private final Claim claim;

        Hazardous(Claim claim) {
            this.claim = claim;
        }

        @Override
        public List<Granted> granted() {
            return claim.granted();
        }

        @Override
        public Map<MembershipChange, Withheld> withheld() {
            return claim.withheld();
        }

        @Override
        public boolean maySend() {
            return claim.maySend();
        }

        @Override
        public List<MembershipChange> accepted(Acceptance answer) {
            hazard.accept("accepted");
            List<MembershipChange> lost = claim.accepted(answer);
            hazard.accept("accepted");
            return lost;
        }

        @Override
        public void unknown() {
            hazard.accept("unknown");
            claim.unknown();
            hazard.accept("unknown");
        }

        @Override
        public void ended() {
            hazard.accept("ended");
            claim.ended();
            hazard.accept("ended");
        }

        @Override
        public void ended(Collection<MembershipSlot> unsent) {
            hazard.accept("ended");
            claim.ended(unsent);
            hazard.accept("ended");
        }

        @Override
        public void forgone(Collection<MembershipSlot> refused) {
            hazard.accept("forgone");
            claim.forgone(refused);
            hazard.accept("forgone");
        }
    }
}
