package io.github.camelaudience.launchdarkly.delivery;

import io.github.camelaudience.launchdarkly.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.membership.MembershipSlot;
import io.github.camelaudience.launchdarkly.membership.SkipReason;
import java.util.Objects;
import java.util.Optional;

/**
 * Keeps an older event from undoing a newer one (rule D26), and the same message from being applied twice. Remembers
 * what LaunchDarkly accepted, as far as its store does. Thread-safe if the store is, as long as one slot is not judged
 * by two threads at a time.
 */
public final class EventTimeFence {

    private final FenceStore store;

    public EventTimeFence(FenceStore store) {
        this.store = Objects.requireNonNull(store, "store");
    }

    /** Why this change must not be sent, if there is a reason. */
    Optional<SkipReason> judge(MembershipChange change) {
        SlotMark mark = store.get(change.slot());
        if (mark == null) {
            return Optional.empty();
        }
        if (change.messageId() != null && mark.messageIds().contains(change.messageId())) {
            return Optional.of(SkipReason.DUPLICATE);
        }
        return change.hasEventTime() && change.eventTime() < mark.eventTime()
                ? Optional.of(SkipReason.STALE)
                : Optional.empty();
    }

    /** LaunchDarkly accepted this change. */
    void accepted(MembershipChange change) {
        MembershipSlot slot = change.slot();
        SlotMark mark = store.get(slot);
        store.put(slot, (mark == null ? SlotMark.NONE : mark).after(change));
    }
}
