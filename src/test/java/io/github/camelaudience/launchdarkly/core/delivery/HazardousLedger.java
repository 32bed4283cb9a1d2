package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.ledger.Acceptance;
import io.github.camelaudience.launchdarkly.core.ledger.Claim;
import io.github.camelaudience.launchdarkly.core.ledger.ForwardingLedger;
import io.github.camelaudience.launchdarkly.core.ledger.Granted;
import io.github.camelaudience.launchdarkly.core.ledger.MembershipLedger;
import io.github.camelaudience.launchdarkly.core.ledger.Withheld;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A ledger that may fail at every call: before it does anything, or after it has done what an answer to it may be repeated for. */
public final class HazardousLedger extends ForwardingLedger {

    private final Consumer<String> hazard;

    public HazardousLedger(MembershipLedger ledger, Consumer<String> hazard) {
        super(ledger);
        this.hazard = hazard;
    }

    @Override
    public Claim claimAgain(Claim earlier, List<MembershipChange> changes) {
        hazard.accept("claim");
        return new Hazardous(super.claimAgain(earlier == null ? null : ((Hazardous) earlier).claim, changes));
    }

    @Override
    public Optional<Claim> claimDue(Set<String> environments) {
        hazard.accept("due");
        return super.claimDue(environments).map(Hazardous::new);
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
