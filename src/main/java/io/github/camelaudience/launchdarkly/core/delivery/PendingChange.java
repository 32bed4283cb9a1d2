package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A change on its way, with the older ones of the same slot that ride along: they are settled as it is (rule D16). */
final class PendingChange {

    final MembershipChange change;
    private final Ticket ticket;
    private final int position;
    /** Place in the order of arrival, over all tickets. */
    private final long arrival;
    /** {@code null} if there are none. */
    private Riders riders;

    PendingChange(MembershipChange change, Ticket ticket, int position, long arrival) {
        this.change = change;
        this.ticket = ticket;
        this.position = position;
        this.arrival = arrival;
    }

    long arrival() {
        return arrival;
    }

    /**
     * Of two changes of one slot, the one that counts, with the other riding along: the last by event time, then by arrival.
     * A change without a time comes after all that arrived before it, and hides none of their times.
     *
     * @param later has no riders
     */
    static PendingChange merge(PendingChange earlier, PendingChange later) {
        Riders riders = earlier.riders == null ? new Riders() : earlier.riders;
        long latest = Math.max(earlier.change.eventTime(), riders.latestEventTime());
        boolean stays = later.change.hasEventTime() && later.change.eventTime() < latest;
        riders.add(stays ? later : earlier);
        earlier.riders = stays ? riders : null;
        later.riders = stays ? null : riders;
        return stays ? earlier : later;
    }

    /** Leaves its riders; what counts among them takes its place, or {@code null} if there is none. */
    PendingChange dismount() {
        if (riders == null) {
            return null;
        }
        PendingChange next = riders.poll();
        if (next != null && riders.count() > 0) {
            next.riders = riders;
        }
        riders = null;
        return next;
    }

    /** Itself and its riders. */
    int count() {
        return riders == null ? 1 : 1 + riders.count();
    }

    private Stream<PendingChange> all() {
        return riders == null ? Stream.of(this) : Stream.concat(Stream.of(this), riders.all());
    }

    void settle(Settlement settlement, DeliveryMonitor monitor) {
        settleOne(settlement, monitor);
        if (riders != null) {
            Settlement ofRiders = settlement instanceof Settlement.Accepted ? Settlement.SUPERSEDED : settlement;
            riders.all().forEach(rider -> rider.settleOne(ofRiders, monitor));
        }
    }

    private void settleOne(Settlement settlement, DeliveryMonitor monitor) {
        monitor.settled(settlement);
        try {
            ticket.settle(position, settlement);
        } catch (Throwable e) {
            LastResort.report(e);
        }
    }

    /** Itself and its riders, the one that counts last. */
    List<MembershipChange> changes() {
        if (riders == null) {
            return List.of(change);
        }
        List<MembershipChange> changes = new ArrayList<>(count());
        riders.all()
                .sorted(Comparator.comparingLong(PendingChange::arrival))
                .forEach(rider -> changes.add(rider.change));
        changes.add(change);
        return changes;
    }

    void addTicketsTo(Set<Ticket> tickets) {
        all().forEach(each -> tickets.add(each.ticket));
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
        if (riders != null) {
            riders.expire(millis, expired);
        }
        if (!openedBefore(millis)) {
            return this;
        }
        PendingChange next = dismount();
        expired.add(this);
        return next;
    }
}
