package io.github.camelaudience.launchdarkly.core.audit;

import io.github.camelaudience.launchdarkly.core.delivery.memory.Mark;
import io.github.camelaudience.launchdarkly.core.delivery.memory.MarkStore;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Tells what LaunchDarkly is believed to hold: what it accepted last, as far as that is remembered. Thread-safe. */
public interface Beliefs {

    /**
     * Holds what was accepted last of one membership.
     *
     * @param included  {@code true} entered, {@code false} left, {@code null} when the value itself is not remembered
     * @param eventTime of the newest accepted change, in milliseconds since the epoch, or {@link MembershipChange#NO_EVENT_TIME}
     */
    record Belief(Boolean included, long eventTime) {}

    /** Gives what is remembered of a membership; empty for nothing. */
    Optional<Belief> of(MembershipSlot slot);

    /** Counts the members of an audience; empty for who does not count. */
    default OptionalLong members(String environment, String contextKind, String audienceId) {
        return OptionalLong.empty();
    }

    /** Names the audiences that something is remembered of for a context; empty for who cannot list them. */
    default Set<String> audiencesOf(String environment, String contextKind, String contextKey) {
        return Set.of();
    }

    /** Believes what the newest mark of these stores says. They can neither count nor list. */
    static Beliefs of(Collection<? extends MarkStore> stores) {
        return slot -> {
            Mark newest = null;
            for (MarkStore store : stores) {
                Mark mark = store.get(slot);
                if (mark != null && (newest == null || mark.eventTime() >= newest.eventTime())) {
                    newest = mark;
                }
            }
            return Optional.ofNullable(newest).map(Beliefs::belief);
        };
    }

    /** A store that writes less than a whole mark for a change without an id may not know its value. */
    private static Belief belief(Mark mark) {
        boolean known = mark.messageId() != null || mark.messageTime() != MembershipChange.NO_EVENT_TIME;
        return new Belief(known ? mark.included() : null, mark.eventTime());
    }
}
