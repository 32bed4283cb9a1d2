package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/** Keeps what somebody else is writing at the moment, at most one change per slot, until its time has come. Not thread-safe. */
final class Resting {

    /** By slot. */
    final Map<MembershipSlot, PendingChange> changes = new LinkedHashMap<>();

    private final PriorityQueue<Rest> rests = new PriorityQueue<>(Comparator.comparingLong(Rest::until));

    /** When slots may go; some may have gone otherwise. */
    private record Rest(long until, List<MembershipSlot> slots) {}

    /** These slots, whose changes are here, may go at that time. */
    void until(long millis, List<MembershipSlot> slots) {
        rests.add(new Rest(millis, slots));
    }

    /** When the first of them may go; {@link Long#MAX_VALUE} if there is none. */
    long next() {
        return rests.isEmpty() ? Long.MAX_VALUE : rests.peek().until();
    }

    /** Takes out those whose time has come. */
    void wake(long now, Consumer<PendingChange> ready) {
        while (next() <= now) {
            for (MembershipSlot slot : rests.poll().slots()) {
                PendingChange change = changes.remove(slot);
                if (change != null) {
                    ready.accept(change);
                }
            }
        }
    }
}
