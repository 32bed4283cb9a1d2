package io.github.camelaudience.launchdarkly.core.audit;

import io.github.camelaudience.launchdarkly.core.ledger.Mark;
import io.github.camelaudience.launchdarkly.core.ledger.MembershipLedger;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.util.Collection;
import java.util.List;
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

    /** Believes what the newest mark of these ledgers says. It neither counts nor lists. */
    static Beliefs of(Collection<? extends MembershipLedger> ledgers) {
        return slot -> {
            Mark newest = null;
            for (MembershipLedger ledger : ledgers) {
                Mark mark = ledger.marks(List.of(slot)).get(slot);
                if (mark != null && (newest == null || mark.eventTime() >= newest.eventTime())) {
                    newest = mark;
                }
            }
            return Optional.ofNullable(newest).map(Beliefs::belief);
        };
    }

    /** A state repository may have less than a whole mark, and not when it was accepted. */
    private static Belief belief(Mark mark) {
        boolean known = mark.acceptedAt() != 0
                || mark.messageId() != null
                || mark.messageTime() != MembershipChange.NO_EVENT_TIME;
        return new Belief(known ? mark.included() : null, mark.eventTime());
    }
}
