package io.github.camelaudience.launchdarkly.core.delivery.memory;

import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Keeps marks in memory; the slots not used for the longest time are forgotten first. */
public final class BoundedMarkStore implements MarkStore {

    private final Map<MembershipSlot, Mark> marks;

    /**
     * Makes an empty store.
     *
     * @param maxSlots how many slots it remembers at most; 0 for none
     * @throws IllegalArgumentException when that is negative
     */
    public BoundedMarkStore(int maxSlots) {
        if (maxSlots < 0) {
            throw new IllegalArgumentException("maxRememberedMemberships must not be negative but was: " + maxSlots);
        }
        marks = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<MembershipSlot, Mark> eldest) {
                return size() > maxSlots;
            }
        };
    }

    @Override
    public synchronized Mark get(MembershipSlot slot) {
        return marks.get(slot);
    }

    @Override
    public synchronized void put(MembershipSlot slot, Mark mark) {
        marks.put(slot, mark);
    }

    @Override
    public synchronized void remove(MembershipSlot slot) {
        marks.remove(slot);
    }

    @Override
    public synchronized void update(MembershipSlot slot, UnaryOperator<Mark> next) {
        MarkStore.super.update(slot, next);
    }
}
