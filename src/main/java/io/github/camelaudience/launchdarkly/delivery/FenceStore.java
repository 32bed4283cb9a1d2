package io.github.camelaudience.launchdarkly.delivery;

import io.github.camelaudience.launchdarkly.membership.MembershipSlot;

/** Where the fence keeps what it knows. May forget; must not invent. Thread-safe. */
public interface FenceStore {

    /** The mark of a slot, or {@code null}. */
    SlotMark get(MembershipSlot slot);

    void put(MembershipSlot slot, SlotMark mark);

    void remove(MembershipSlot slot);

    /** What the store knows, but nothing is added: for a dry run, which accepts nothing. */
    static FenceStore readOnly(FenceStore store) {
        return new FenceStore() {
            @Override
            public SlotMark get(MembershipSlot slot) {
                return store.get(slot);
            }

            @Override
            public void put(MembershipSlot slot, SlotMark mark) {
                // nothing was accepted
            }

            @Override
            public void remove(MembershipSlot slot) {
                // nothing was added
            }
        };
    }
}
