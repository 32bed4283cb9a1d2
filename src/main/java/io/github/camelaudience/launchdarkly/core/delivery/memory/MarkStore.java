package io.github.camelaudience.launchdarkly.core.delivery.memory;

import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.util.function.UnaryOperator;

/** Keeps what the stale filter knows. May forget; must not invent. May throw, which is reported. Thread-safe. */
public interface MarkStore {

    /** Gives the mark of a slot, or {@code null}. */
    Mark get(MembershipSlot slot);

    /** Puts a mark in the place of the slot's former one. */
    void put(MembershipSlot slot, Mark mark);

    /** Forgets the mark of a slot, if there is one. */
    void remove(MembershipSlot slot);

    /**
     * Puts what is made of a slot's mark in its place, in one step: nothing that another update has put is lost between. That
     * is so for all updates, not for a bare {@link #put} or {@link #remove}.
     *
     * @param next takes the mark or {@code null}, and gives the mark that follows, or {@code null} for none
     */
    default void update(MembershipSlot slot, UnaryOperator<Mark> next) {
        synchronized (this) {
            Mark known = get(slot);
            Mark mark = next.apply(known);
            if (mark != null) {
                put(slot, mark);
            } else if (known != null) {
                remove(slot);
            }
        }
    }

    /** Reads what the store knows, and adds nothing: for a dry run, which accepts nothing. */
    static MarkStore readOnly(MarkStore store) {
        return new MarkStore() {
            @Override
            public Mark get(MembershipSlot slot) {
                return store.get(slot);
            }

            @Override
            public void put(MembershipSlot slot, Mark mark) {
                // nothing was accepted
            }

            @Override
            public void remove(MembershipSlot slot) {
                // nothing was added
            }

            @Override
            public void update(MembershipSlot slot, UnaryOperator<Mark> next) {
                // nothing was accepted
            }
        };
    }
}
