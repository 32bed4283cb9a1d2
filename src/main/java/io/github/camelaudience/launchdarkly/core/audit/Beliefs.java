package io.github.camelaudience.launchdarkly.core.audit;

import io.github.camelaudience.launchdarkly.core.ledger.AudienceState;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerSeed;
import io.github.camelaudience.launchdarkly.core.ledger.Mark;
import io.github.camelaudience.launchdarkly.core.ledger.MembershipLedger;
import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

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

    /** Gives the size of an audience as far as it is known; empty for who does not count. */
    default Optional<AudienceState> audience(AudienceKey audience) {
        return Optional.empty();
    }

    /** Names the audiences that something is remembered of for a context; empty for who cannot list them. */
    default Set<String> audiencesOf(String environment, String contextKind, String contextKey) {
        return Set.of();
    }

    /**
     * Learns which members LaunchDarkly has.
     *
     * @param contextKeys of all members, or {@code null} if only their number was read, which is the one that is known here
     * @param at          when reading began, in milliseconds since the epoch
     * @return whether all are known from now on
     */
    default boolean learn(AudienceKey audience, Collection<String> contextKeys, long at) {
        return false;
    }

    /**
     * Believes what the newest mark of these ledgers says.
     *
     * @param learns whether there is one that may be told which members there are
     */
    static Beliefs of(Collection<? extends MembershipLedger> ledgers, boolean learns) {
        return new OfLedgers(List.copyOf(ledgers), learns && ledgers.size() == 1);
    }

    /** Believes ledgers. */
    record OfLedgers(List<? extends MembershipLedger> ledgers, boolean learns) implements Beliefs {

        @Override
        public Optional<Belief> of(MembershipSlot slot) {
            Mark newest = null;
            for (MembershipLedger ledger : ledgers) {
                Mark mark = ledger.marks(List.of(slot)).get(slot);
                if (mark != null && (newest == null || mark.eventTime() >= newest.eventTime())) {
                    newest = mark;
                }
            }
            return Optional.ofNullable(newest).map(Beliefs::belief);
        }

        @Override
        public Optional<AudienceState> audience(AudienceKey audience) {
            return ledgers.stream()
                    .map(ledger -> ledger.audience(audience))
                    .filter(state -> state.members() > 0
                            || state.seededAt().isPresent()
                            || !state.name().isEmpty())
                    .max(Comparator.comparingLong(AudienceState::members));
        }

        @Override
        public Set<String> audiencesOf(String environment, String contextKind, String contextKey) {
            return ledgers.stream()
                    .flatMap(ledger -> ledger.person(environment, contextKey).stream())
                    .filter(state -> state.mark().isPresent()
                            && state.slot().contextKind().equals(contextKind))
                    .map(state -> state.slot().audienceId())
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        }

        @Override
        public boolean learn(AudienceKey audience, Collection<String> contextKeys, long at) {
            if (!learns) {
                return false;
            }
            if (contextKeys != null) {
                return LedgerSeed.seed(ledgers.get(0), audience, contextKeys, at);
            }
            ledgers.get(0).seeded(audience, OptionalLong.of(at));
            return true;
        }
    }

    /** A state repository may have less than a whole mark, and not when it was accepted. */
    private static Belief belief(Mark mark) {
        boolean known = mark.acceptedAt() != 0
                || mark.messageId() != null
                || mark.messageTime() != MembershipChange.NO_EVENT_TIME;
        return new Belief(known ? mark.included() : null, mark.eventTime());
    }
}
