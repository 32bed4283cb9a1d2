package io.github.camelaudience.launchdarkly.core.delivery.memory;

import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.SkipReason;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Keeps an older event from undoing a newer one (rule D26), and the same message from being applied twice in a row
 * (rule D29). Remembers what LaunchDarkly accepted, as far as its store does. Thread-safe if the store is, as long as one slot is not judged
 * by two threads at a time.
 */
public final class StaleFilter {

    private final MarkStore store;

    /** Makes a filter that knows what its store does. */
    public StaleFilter(MarkStore store) {
        this.store = Objects.requireNonNull(store, "store");
    }

    /**
     * Says why this change must not be sent, if there is a reason: {@code DUPLICATE} (rule D29) or {@code STALE} (rule D26).
     *
     * @throws RuntimeException when the store cannot be read; then nothing is known of the change
     */
    public Optional<SkipReason> judge(MembershipChange change) {
        Mark mark = store.get(change.slot());
        if (mark == null) {
            return Optional.empty();
        }
        if (mark.isOf(change)) {
            return Optional.of(SkipReason.DUPLICATE);
        }
        return change.hasEventTime() && change.eventTime() < mark.eventTime()
                ? Optional.of(SkipReason.STALE)
                : Optional.empty();
    }

    /**
     * Remembers that LaunchDarkly accepted the last of these changes of one slot, and with it those that it superseded.
     *
     * @param changes at least one
     */
    public void accepted(List<MembershipChange> changes) {
        store.update(changes.get(0).slot(), known -> {
            Mark mark = known == null ? Mark.NONE : known;
            for (MembershipChange change : changes) {
                mark = mark.after(change);
            }
            return mark;
        });
    }

    /** Lets pass whatever comes next for the slots of these changes, unless something newer than they was accepted since. */
    public void forget(Collection<MembershipChange> changes) {
        for (MembershipChange change : changes) {
            store.update(change.slot(), mark -> mark == null || mark.isNoNewerThan(change) ? null : mark);
        }
    }
}
