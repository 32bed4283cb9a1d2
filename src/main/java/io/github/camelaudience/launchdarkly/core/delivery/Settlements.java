package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What was decided under the lock, and is told to the tickets when it is free again. Not thread-safe. */
final class Settlements {

    private record Decision(PendingChange change, Settlement settlement) {}

    private final List<Decision> decisions = new ArrayList<>();
    private int changes;

    void add(PendingChange change, Settlement settlement) {
        decisions.add(new Decision(change, settlement));
        changes += change.count();
    }

    void add(Collection<PendingChange> all, Settlement settlement) {
        for (PendingChange change : all) {
            add(change, settlement);
        }
    }

    /** How many changes are settled, those that they supersede included. */
    int changes() {
        return changes;
    }

    /** Tells all of them; a callback that throws is reported and keeps no other waiting. */
    void tell(DeliveryMonitor monitor) {
        Telling telling = new Telling(monitor, changes);
        for (Decision decision : decisions) {
            decision.change.settle(decision.settlement, telling::add);
        }
        telling.flush();
    }

    /** Tells a ticket at a time of those that follow each other, are of it and are settled alike. */
    private static final class Telling {
        private final DeliveryMonitor monitor;
        private final int[] positions;
        private int count;
        private Ticket ticket;
        private Settlement settlement;

        Telling(DeliveryMonitor monitor, int most) {
            this.monitor = monitor;
            this.positions = new int[most];
        }

        @SuppressWarnings("ReferenceEquality") // the very ticket
        void add(MembershipChange change, Ticket next, int position, Settlement how) {
            if (count > 0 && (next != ticket || !how.equals(settlement))) {
                flush();
            }
            monitor.settled(change, how);
            ticket = next;
            settlement = how;
            positions[count++] = position;
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
