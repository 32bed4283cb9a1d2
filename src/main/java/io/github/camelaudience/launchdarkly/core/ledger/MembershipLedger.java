package io.github.camelaudience.launchdarkly.core.ledger;

import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;

/**
 * Remembers what LaunchDarkly last accepted for every membership, and which memberships are being written. Thread-safe.
 *
 * <p>LaunchDarkly has no versions: a late request cannot be kept out, only overwritten. Therefore nothing may be sent without a
 * {@link Claim}. What was sent without an answer is looked at again after {@link LedgerTimes#settleAfter()}, and where the newest
 * accepted value differs it is sent once more: {@link #claimDue} must be asked every few seconds.
 *
 * <p>Every method throws {@link LedgerUnavailableException} when the ledger cannot be reached, read or written at the moment: then
 * nothing is known, nothing may be sent, and the same call may succeed later. A method that only reads answers of the moment.
 */
public interface MembershipLedger extends AutoCloseable {

    /**
     * Judges changes (rules D26 and D29) and claims those that may be sent, in one step.
     *
     * @param changes the changes of one request, no membership twice; what they have superseded is told when they are accepted
     * @throws IllegalArgumentException when a membership occurs twice
     */
    default Claim claim(List<MembershipChange> changes) {
        return claimAgain(null, changes);
    }

    /**
     * Does the same for the next attempt at what is left of an earlier claim, which ends: its memberships are not {@code BUSY} for this
     * call, and nobody else comes between. What the earlier attempt has sent stays open if its answer is unknown.
     *
     * @param earlier the claim of the attempt before, or {@code null}
     * @param changes as for {@link #claim}
     */
    Claim claimAgain(Claim earlier, List<MembershipChange> changes);

    /**
     * Claims what must be sent once more because a request without an answer may have undone it: {@link Claim#granted()} holds the
     * newest accepted values, all of one request. Empty when there is nothing of that kind now.
     *
     * @param environments in which the caller sends; of others only what nobody has claimed for {@link LedgerTimes#settleAfter()} since it
     *     was due, because whoever sent there may be gone. Empty for all
     */
    Optional<Claim> claimDue(Set<String> environments);

    /** Does the same for all environments. */
    default Optional<Claim> claimDue() {
        return claimDue(Set.of());
    }

    /**
     * Says whether it is worth while to ask {@link #claimDue}: quick, and never waits for anything outside of this process. A ledger that
     * others share cannot tell and says yes.
     */
    default boolean mayBeDue() {
        return true;
    }

    /** Gives what was accepted last for these memberships; those without a mark are left out. */
    Map<MembershipSlot, Mark> marks(Collection<MembershipSlot> slots);

    /** Says all that is known of one membership; empty when nothing was ever accepted and nothing is under way. */
    Optional<SlotState> state(MembershipSlot slot);

    /** Says all that is known of one context, of all kinds and audiences of an environment; ordered by kind and audience. */
    List<SlotState> person(String environment, String contextKey);

    /** Gives the size of an audience; one of which nothing is known has no members. */
    AudienceState audience(AudienceKey audience);

    /** Gives the sizes of all audiences that something is known of, ordered by their keys. */
    List<AudienceState> audiences();

    /**
     * Gives a page of an audience's marks in the order of the unsigned UTF-8 bytes of their context keys. Pages are not a snapshot: what
     * changes between two calls is seen or not.
     *
     * @param after the context key that the page begins after, or {@code null} for the first page
     * @param most  how many at most; the last page is the one that has fewer
     */
    List<Entry> page(AudienceKey audience, String after, int most);

    /**
     * Says that all members which LaunchDarkly has are known from now on, or no more.
     *
     * @param at when they were read, in milliseconds since the epoch; empty when they are no longer known
     */
    void seeded(AudienceKey audience, OptionalLong at);

    /**
     * Removes what is known of these memberships. What is being written at the moment is no longer claimed.
     *
     * @return how many marks were removed
     */
    int erase(Collection<MembershipSlot> slots);

    /**
     * Keeps a note for whoever uses the ledger, as long as the marks are kept.
     *
     * @param name up to 200 characters, such as {@code deletion/17}
     * @param text what to keep in place of what the name had; {@code null} to remove it
     */
    void note(String name, String text);

    /** Gives the notes whose names begin with {@code prefix}, in the order of their names. */
    SortedMap<String, String> notes(String prefix);

    /**
     * Lets pass whatever comes next for the memberships of these changes, unless something newer than they was accepted since: the
     * exchange that brought them has failed elsewhere. A durable ledger, which others share, does not forget for one of them.
     */
    default void forget(Collection<MembershipChange> changes) {
        // what is shared is not forgotten
    }

    /**
     * Makes claims last, and lost requests wait, at least as long as these times say: who shares a ledger may have longer ones. A ledger
     * that has times of its own may pass them over.
     */
    default void atLeast(LedgerTimes times) {
        // it has times of its own
    }

    /** Judges by what a ledger knows, and neither claims nor remembers anything: for a dry run, which accepts nothing. */
    static MembershipLedger readOnly(MembershipLedger ledger) {
        return new ReadOnlyLedger(ledger);
    }

    /** Says in a sentence what whoever runs this should know, if anything: health shows it. */
    default Optional<String> warning() {
        return Optional.empty();
    }

    /** Ends all that is open in this process; what is under way is looked at again as if the process had died. */
    @Override
    void close();

    /**
     * Is one accepted membership of an audience.
     *
     * @param contextKey whose
     * @param mark       what was accepted last
     */
    record Entry(String contextKey, Mark mark) {

        /** Leaves out the context key, which may be an e-mail address. */
        @Override
        public String toString() {
            return "Entry[***, " + mark + "]";
        }
    }
}
