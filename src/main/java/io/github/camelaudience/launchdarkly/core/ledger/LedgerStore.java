package io.github.camelaudience.launchdarkly.core.ledger;

import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * Keeps marks and flights for the ledger of one process. Called under the ledger's lock, one call at a time. Throws
 * {@link LedgerUnavailableException} when it cannot read or write; then nothing has changed.
 */
public interface LedgerStore extends AutoCloseable {

    /** Says whether it can hold a membership. */
    boolean fits(MembershipSlot slot);

    /** Gives the cells of these memberships in their order, with their marks; a membership that is claimed always has the same cell. */
    List<Cell> cells(List<MembershipSlot> slots);

    /** Gives the name of an audience as it was sent last, or "". */
    String nameOf(Cell cell);

    /**
     * Puts all of this in its place in one step. The cells still have their former marks meanwhile. It is there for good once what
     * {@link #written} gives has been awaited.
     */
    void commit(Step step);

    /** Gives what is to be awaited until all that was changed so far outlives a power cut; empty when there is nothing to wait for. */
    default Optional<Written> written() {
        return Optional.empty();
    }

    /** Takes note that nobody has claimed these cells any more. */
    void freed(List<Cell> cells);

    /** Gives the flights that were open when the store was opened; their time counts from then. */
    List<Flight> flights();

    /** Gives the mark of a membership without claiming it. */
    Optional<Mark> mark(MembershipSlot slot);

    /** Gives the cell of a membership that is claimed. */
    Optional<Cell> claimed(MembershipSlot slot);

    /** Gives the memberships of a context that have a mark or a claim. */
    List<MembershipSlot> person(String environment, String contextKey);

    AudienceState audience(AudienceKey audience);

    List<AudienceState> audiences();

    List<MembershipLedger.Entry> page(AudienceKey audience, String after, int most);

    void seeded(AudienceKey audience, OptionalLong at);

    /** Removes these marks; says how many there were. The cells are not claimed any more. */
    int erase(List<MembershipSlot> slots);

    /** Keeps a note, or removes it when the text is {@code null}. */
    void note(String name, String text);

    /** Gives the notes whose names begin so. */
    SortedMap<String, String> notes(String prefix);

    /** Removes a mark from the memory, where it may be forgotten. */
    void forget(Cell cell);

    @Override
    void close();

    /** Is what has been written and need not be on the disk yet. */
    interface Written {

        /**
         * Waits for the disk. Called without the ledger's lock, by many at once. After it has thrown {@link LedgerUnavailableException}
         * nobody knows whether it is there, and cells have what is.
         */
        void await();
    }

    /**
     * Is what changes in one step.
     *
     * @param marked    the cells that get a mark
     * @param changes   what was accepted for each, for the name of the audience
     * @param marks     their marks
     * @param begun     the flights that are open from now on, in the place of those with the same number
     * @param concluded the numbers of flights that are not open any more
     */
    record Step(
            List<Cell> marked,
            List<MembershipChange> changes,
            List<Mark> marks,
            List<Flight> begun,
            List<Long> concluded) {

        static Step ofFlights(List<Flight> begun, List<Long> concluded) {
            return new Step(List.of(), List.of(), List.of(), begun, concluded);
        }
    }
}
