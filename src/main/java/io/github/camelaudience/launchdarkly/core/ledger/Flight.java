package io.github.camelaudience.launchdarkly.core.ledger;

import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
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

    /** Leaves out whose memberships they are. */
    @Override
    public String toString() {
        return "Flight[" + id + ", " + slots.size() + " memberships, due " + due + "]";
    }
}
