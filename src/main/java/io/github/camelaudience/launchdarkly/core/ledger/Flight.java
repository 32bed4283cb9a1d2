package io.github.camelaudience.launchdarkly.core.ledger;

import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Records what one request has sent, from before it is written until its answer is remembered. One that is still there when it is due is
 * lost: nobody knows whether LaunchDarkly has applied it, or will.
 *
 * @param id     its number, which is that of its claim
 * @param slots  what it writes
 * @param values what it writes for each
 * @param due    when it is looked at, by the ledger's clock in milliseconds
 */
public record Flight(long id, List<MembershipSlot> slots, boolean[] values, long due) {

    /** Returns the same flight, due at another time. */
    public Flight dueAt(long other) {
        return new Flight(id, slots, values, other);
    }

    /** Returns the same flight without these memberships. */
    Flight without(Collection<MembershipSlot> others) {
        List<MembershipSlot> left = new ArrayList<>(slots.size());
        boolean[] sent = new boolean[slots.size()];
        for (int i = 0; i < slots.size(); i++) {
            if (!others.contains(slots.get(i))) {
                sent[left.size()] = values[i];
                left.add(slots.get(i));
            }
        }
        return new Flight(id, left, Arrays.copyOf(sent, left.size()), due);
    }

    /** Leaves out whose memberships they are. */
    @Override
    public String toString() {
        return "Flight[" + id + ", " + slots.size() + " memberships, due " + due + "]";
    }
}
