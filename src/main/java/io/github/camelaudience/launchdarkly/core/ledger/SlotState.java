package io.github.camelaudience.launchdarkly.core.ledger;

import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Tells all that is known of one membership.
 *
 * @param slot    which
 * @param mark    what was accepted last; empty when nothing ever was
 * @param claimed whether somebody is writing it now
 * @param open    the values that were sent and are not concluded yet, of requests under way and of lost ones
 */
public record SlotState(MembershipSlot slot, Optional<Mark> mark, boolean claimed, List<Boolean> open) {

    public SlotState {
        Objects.requireNonNull(slot, "slot");
        Objects.requireNonNull(mark, "mark");
        open = List.copyOf(open);
    }
}
