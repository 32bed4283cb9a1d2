package io.github.camelaudience.launchdarkly.core.delivery;

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
        for (Decision decision : decisions) {
            decision.change.settle(decision.settlement, monitor);
        }
    }
}
