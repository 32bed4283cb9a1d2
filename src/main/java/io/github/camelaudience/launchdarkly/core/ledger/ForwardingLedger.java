package io.github.camelaudience.launchdarkly.core.ledger;

import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;

/** Leaves all to another ledger: what differs from it is written in a class of its own. */
public abstract class ForwardingLedger implements MembershipLedger {

    private final MembershipLedger ledger;

    /** Forwards to this one. */
    protected ForwardingLedger(MembershipLedger ledger) {
        this.ledger = Objects.requireNonNull(ledger, "ledger");
    }

    @Override
    public Claim claimAgain(Claim earlier, List<MembershipChange> changes) {
        return ledger.claimAgain(earlier, changes);
    }

    @Override
    public Optional<Claim> claimDue(Set<String> environments) {
        return ledger.claimDue(environments);
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
    public void atLeast(LedgerTimes times) {
        ledger.atLeast(times);
    }

    @Override
    public Optional<String> warning() {
        return ledger.warning();
    }

    @Override
    public void close() {
        ledger.close();
    }
}
