package io.github.camelaudience.launchdarkly.delivery;

import io.github.camelaudience.launchdarkly.membership.MembershipChange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** A change on its way, with the older ones of the same slot that ride along: they are settled as it is (rule D16). */
final class PendingChange {

    final MembershipChange change;
    private final Ticket ticket;
    private final int position;
    /** Place in the order of arrival, over all tickets. */
    private final long arrival;
    /** The latest event time of itself and its riders. */
    private long newestEventTime;

    private PendingChange nextRider;

    PendingChange(MembershipChange change, Ticket ticket, int position, long arrival) {
        this.change = change;
        this.ticket = ticket;
        this.position = position;
        this.arrival = arrival;
        this.newestEventTime = change.eventTime();
    }

    /**
     * Of two changes of one slot, the one that counts, with the other riding along: the last by event time, then by arrival.
     * A change without a time comes after all that arrived before it, and hides none of their times.
     */
    static PendingChange merge(PendingChange earlier, PendingChange later) {
        if (later.change.hasEventTime() && later.change.eventTime() < earlier.newestEventTime) {
            earlier.carry(later);
            return earlier;
        }
        later.carry(earlier);
        return later;
    }

    /** Takes {@code older} and all its riders along. */
    private void carry(PendingChange older) {
        PendingChange last = older;
        while (last.nextRider != null) {
            last = last.nextRider;
        }
        last.nextRider = nextRider;
        nextRider = older;
        newestEventTime = Math.max(newestEventTime, older.newestEventTime);
    }

    /** Leaves its riders; what counts among them takes its place, or {@code null} if there is none. */
    PendingChange dismount() {
        List<PendingChange> riders = new ArrayList<>();
        for (PendingChange rider = nextRider; rider != null; rider = rider.nextRider) {
            riders.add(rider);
        }
        nextRider = null;
        newestEventTime = change.eventTime();
        for (PendingChange rider : riders) {
            rider.nextRider = null;
            rider.newestEventTime = rider.change.eventTime();
        }
        riders.sort(Comparator.comparingLong(rider -> rider.arrival));
        return riders.stream().reduce(PendingChange::merge).orElse(null);
    }

    /** Itself and its riders. */
    int count() {
        int count = 0;
        for (PendingChange each = this; each != null; each = each.nextRider) {
            count++;
        }
        return count;
    }

    void settle(Settlement settlement, DeliveryMonitor monitor) {
        settleOne(settlement, monitor);
        Settlement ofRiders = settlement instanceof Settlement.Accepted ? Settlement.SUPERSEDED : settlement;
        for (PendingChange rider = nextRider; rider != null; rider = rider.nextRider) {
            rider.settleOne(ofRiders, monitor);
        }
    }

    private void settleOne(Settlement settlement, DeliveryMonitor monitor) {
        monitor.settled(settlement);
        try {
            ticket.settle(position, settlement);
        } catch (RuntimeException e) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    /** Itself and its riders, the one that counts last. */
    List<MembershipChange> changes() {
        if (nextRider == null) {
            return List.of(change);
        }
        List<PendingChange> riders = new ArrayList<>();
        for (PendingChange rider = nextRider; rider != null; rider = rider.nextRider) {
            riders.add(rider);
        }
        riders.sort(Comparator.comparingLong(rider -> rider.arrival));
        List<MembershipChange> changes = new ArrayList<>(riders.size() + 1);
        riders.forEach(rider -> changes.add(rider.change));
        changes.add(change);
        return changes;
    }

    void addTicketsTo(Set<Ticket> tickets) {
        for (PendingChange each = this; each != null; each = each.nextRider) {
            tickets.add(each.ticket);
        }
    }

    boolean openedBefore(long millis) {
        return ticket.openedAt() <= millis;
    }

    /** Takes off the riders of tickets opened at or before {@code millis}; they go to {@code expired}. */
    void dropRidersOpenedBefore(long millis, List<PendingChange> expired) {
        PendingChange previous = this;
        for (PendingChange rider = nextRider; rider != null; rider = previous.nextRider) {
            if (rider.openedBefore(millis)) {
                previous.nextRider = rider.nextRider;
                rider.nextRider = null;
                expired.add(rider);
            } else {
                previous = rider;
            }
        }
    }
}
