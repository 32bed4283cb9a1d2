package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Holds a change on its way, with those of the same slot that it supersedes: they are settled as it is (rule D16). */
final class PendingChange {

    final MembershipChange change;
    private final Ticket ticket;
    private final int position;
    /** Place in the order of arrival, over all tickets; known when it has arrived. */
    private long arrival;
    /** Bytes that it adds to a request because of what is its own; known when it has arrived. */
    private int ownBytes;
    /** What its window knows of its slot; known when it has arrived. */
    BatchWindow.Slot slot;
    /** LaunchDarkly has accepted it, which the ledger could not take note of. */
    private boolean applied;
    /** {@code null} if there are none. */
    private SupersededChanges superseded;
    /** Somebody has decided about it: no brake holds it. */
    private final boolean decided;
    /** The brake has counted it; whoever has its batch says so. */
    private volatile boolean counted;

    PendingChange(MembershipChange change, boolean decided, Ticket ticket, int position) {
        this.change = change;
        this.decided = decided;
        this.ticket = ticket;
        this.position = position;
    }

    /**
     * It has arrived.
     *
     * @param number its place in the order of arrival, over all tickets
     * @param bytes  what it adds to a request because of what is its own
     */
    PendingChange arrived(long number, int bytes) {
        arrival = number;
        ownBytes = bytes;
        return this;
    }

    Ticket ticket() {
        return ticket;
    }

    /** Its place in the ticket. */
    int position() {
        return position;
    }

    boolean isDecided() {
        return decided;
    }

    /** LaunchDarkly has accepted it, but others may have written since: it is judged again. */
    void applied() {
        applied = true;
    }

    boolean isApplied() {
        return applied;
    }

    long arrival() {
        return arrival;
    }

    /** Whether a brake may hold it: an exit that nobody has decided about. */
    boolean mayBeBraked() {
        return !decided && !change.included();
    }

    boolean isCounted() {
        return counted;
    }

    void counted(boolean byBrake) {
        counted = byBrake;
    }

    /** Whether it waits while the removals of its audience are held. */
    boolean waitsForBrake() {
        return !decided && isHeldWithRemovals(change);
    }

    /** Whether a change waits while the removals of its audience are held. */
    static boolean isHeldWithRemovals(MembershipChange change) {
        return !change.included() || !change.hasEventTime();
    }

    int ownBytes() {
        return ownBytes;
    }

    /**
     * Of two changes of one slot, gives the one that counts, which supersedes the other: the last by event time, then by arrival.
     * A change without a time comes after all that arrived before it, and hides none of their times. What either superseded before
     * goes with it.
     */
    static PendingChange merge(PendingChange earlier, PendingChange later) {
        SupersededChanges superseded = earlier.superseded == null ? new SupersededChanges() : earlier.superseded;
        long latest = Math.max(earlier.change.eventTime(), superseded.latestEventTime());
        boolean stays = later.change.hasEventTime() && later.change.eventTime() < latest;
        if (later.superseded != null) {
            superseded.addAll(later.superseded);
        }
        superseded.add(stays ? later : earlier);
        earlier.superseded = stays ? superseded : null;
        later.superseded = stays ? null : superseded;
        return stays ? earlier : later;
    }

    /** Parts from what it supersedes; what counts among that takes its place, or {@code null} if there is nothing. */
    PendingChange detachSuperseded() {
        if (superseded == null) {
            return null;
        }
        PendingChange next = superseded.poll();
        if (next != null && superseded.count() > 0) {
            next.superseded = superseded;
        }
        superseded = null;
        return next;
    }

    /** Counts itself and what it supersedes. */
    int count() {
        return superseded == null ? 1 : 1 + superseded.count();
    }

    /** What it supersedes is settled as it is. */
    void addSupersededTo(List<PendingChange> others) {
        if (superseded != null) {
            superseded.all().forEach(others::add);
        }
    }

    /** Itself and what it supersedes; the one that counts comes last. */
    List<MembershipChange> changes() {
        if (superseded == null) {
            return List.of(change);
        }
        List<MembershipChange> changes = new ArrayList<>(count());
        superseded
                .all()
                .sorted(Comparator.comparingLong(PendingChange::arrival))
                .forEach(each -> changes.add(each.change));
        changes.add(change);
        return changes;
    }

    void addTicketsTo(Set<Ticket> tickets) {
        tickets.add(ticket);
        if (superseded != null) {
            superseded.all().forEach(each -> tickets.add(each.ticket));
        }
    }

    /** When its exchange began, in milliseconds. */
    long openedAt() {
        return ticket.openedAt();
    }

    boolean openedBefore(long millis) {
        return ticket.openedAt() <= millis;
    }

    /**
     * Parts from what belongs to tickets opened at or before {@code millis}, which goes to {@code expired}; each ticket has a
     * time of its own.
     *
     * @return what counts among the others, or {@code null} if there are none
     */
    PendingChange expire(long millis, List<PendingChange> expired) {
        if (superseded != null) {
            superseded.expire(millis, expired);
        }
        if (!openedBefore(millis)) {
            return this;
        }
        PendingChange next = detachSuperseded();
        expired.add(this);
        return next;
    }
}
