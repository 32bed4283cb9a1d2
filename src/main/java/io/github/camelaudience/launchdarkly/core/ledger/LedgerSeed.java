package io.github.camelaudience.launchdarkly.core.ledger;

import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Tells a ledger of members that LaunchDarkly had before it. What it knows already stays as it is; a member that it does not know gets a
 * mark from the time when the members were read, so that older events do not count for it. Afterwards its size is exact.
 */
public final class LedgerSeed {

    /** Says where such a mark comes from. */
    public static final String SOURCE = "seed:get";

    private static final int AT_ONCE = 1_000;

    private LedgerSeed() {}

    /**
     * Tells a ledger of all members of an audience.
     *
     * @param contextKeys of all members that LaunchDarkly has
     * @param at          when reading them began, in milliseconds since the epoch
     * @return whether the ledger knows all of them now; not while somebody is writing one of them
     */
    public static boolean seed(MembershipLedger ledger, AudienceKey audience, Collection<String> contextKeys, long at) {
        List<MembershipSlot> slots = contextKeys.stream().map(audience::slot).toList();
        boolean all = true;
        for (int from = 0; from < slots.size(); from += AT_ONCE) {
            all &= tell(ledger, audience, slots.subList(from, Math.min(slots.size(), from + AT_ONCE)), at);
        }
        if (all) {
            ledger.seeded(audience, OptionalLong.of(at));
        }
        return all;
    }

    private static boolean tell(MembershipLedger ledger, AudienceKey audience, List<MembershipSlot> slots, long at) {
        Map<MembershipSlot, Mark> known = ledger.marks(slots);
        String name = ledger.audience(audience).name();
        List<MembershipChange> unknown = new ArrayList<>();
        for (MembershipSlot slot : slots) {
            if (!known.containsKey(slot)) {
                unknown.add(new MembershipChange(
                        slot, name.isEmpty() ? audience.audienceId() : name, true, at, null, SOURCE));
            }
        }
        if (unknown.isEmpty()) {
            return true;
        }
        Claim claim = ledger.claim(unknown);
        List<MembershipSlot> knownMeanwhile = claim.granted().stream()
                .filter(granted -> granted.before().isPresent())
                .map(granted -> granted.change().slot())
                .toList();
        if (!knownMeanwhile.isEmpty()) {
            claim.ended(knownMeanwhile);
        }
        boolean busy = claim.withheld().containsValue(Withheld.BUSY)
                || claim.withheld().containsValue(Withheld.UNFIT);
        return claim.accepted(new Acceptance(null, at)).isEmpty() && !busy;
    }
}
