package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.util.ArrayList;
import java.util.List;

/** What was decided under the lock, and is told to the tickets when it is free again. Not thread-safe. */
final class Settlements {

    private record Decision(List<PendingChange> changes, Settlement settlement) {}

    private final List<Decision> decisions = new ArrayList<>(2);
    private int changes;

    void add(PendingChange change, Settlement settlement) {
        add(List.of(change), settlement);
    }

    /** The list must not change any more. */
    void add(List<PendingChange> all, Settlement settlement) {
        if (all.isEmpty()) {
            return;
        }
        decisions.add(new Decision(all, settlement));
        for (PendingChange change : all) {
            changes += change.count();
        }
    }

    /** How many changes are settled, those that they supersede included. */
    int changes() {
        return changes;
    }

    /** Tells all of them, the monitor first; a callback that throws is reported and keeps no other waiting. */
    void tell(DeliveryMonitor monitor) {
        Telling telling = new Telling(changes);
        for (Decision decision : decisions) {
            tell(decision, monitor, telling);
        }
        telling.flush();
    }

    private static void tell(Decision decision, DeliveryMonitor monitor, Telling telling) {
        Settlement settlement = decision.settlement;
        List<MembershipChange> told = new ArrayList<>(decision.changes.size());
        List<PendingChange> superseded = new ArrayList<>(0);
        for (PendingChange change : decision.changes) {
            told.add(change.change);
            change.addSupersededTo(superseded);
        }
        monitor.settled(told, settlement);
        Settlement ofSuperseded = settlement instanceof Settlement.Accepted ? Settlement.SUPERSEDED : settlement;
        if (!superseded.isEmpty()) {
            List<MembershipChange> others = new ArrayList<>(superseded.size());
            superseded.forEach(each -> others.add(each.change));
            monitor.settled(others, ofSuperseded);
        }
        for (PendingChange change : decision.changes) {
            telling.add(change, settlement);
        }
        for (PendingChange change : superseded) {
            telling.add(change, ofSuperseded);
        }
    }

    /** Tells a ticket at a time of those that follow each other, are of it and are settled alike. */
    private static final class Telling {
        private final int[] positions;
        private int count;
        private Ticket ticket;
        private Settlement settlement;

        Telling(int most) {
            this.positions = new int[most];
        }

        @SuppressWarnings("ReferenceEquality") // the very ticket
        void add(PendingChange change, Settlement how) {
            if (count > 0 && (change.ticket() != ticket || !how.equals(settlement))) {
                flush();
            }
            ticket = change.ticket();
            settlement = how;
            positions[count++] = change.position();
        }

        void flush() {
            if (count == 0) {
                return;
            }
            try {
                ticket.settle(positions, count, settlement);
            } catch (Throwable e) {
                LastResort.report(e);
            }
            count = 0;
        }
    }
}
