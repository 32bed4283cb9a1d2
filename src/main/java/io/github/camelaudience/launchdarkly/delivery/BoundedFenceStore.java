package io.github.camelaudience.launchdarkly.delivery;

import io.github.camelaudience.launchdarkly.membership.MembershipSlot;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Marks in memory; the slots not used for the longest time are forgotten first. */
public final class BoundedFenceStore implements FenceStore {

    private final Map<MembershipSlot, SlotMark> marks;

    public BoundedFenceStore(int maxSlots) {
        if (maxSlots < 0) {
            throw new IllegalArgumentException("maxFencedSlots must not be negative but was: " + maxSlots);
        }
        marks = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<MembershipSlot, SlotMark> eldest) {
                return size() > maxSlots;
            }
        };
    }

    @Override
    public synchronized SlotMark get(MembershipSlot slot) {
        return marks.get(slot);
    }

    @Override
    public synchronized void put(MembershipSlot slot, SlotMark mark) {
        marks.put(slot, mark);
    }

    @Override
    public synchronized void remove(MembershipSlot slot) {
        marks.remove(slot);
    }

    @Override
    public synchronized void update(MembershipSlot slot, UnaryOperator<SlotMark> next) {
        FenceStore.super.update(slot, next);
    }
}
