package io.github.camelaudience.launchdarkly.runtime;

import io.github.camelaudience.launchdarkly.core.json.Sha256;
import io.github.camelaudience.launchdarkly.core.ledger.AudienceState;
import io.github.camelaudience.launchdarkly.core.ledger.Cell;
import io.github.camelaudience.launchdarkly.core.ledger.Flight;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerStore;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerUnavailableException;
import io.github.camelaudience.launchdarkly.core.ledger.Mark;
import io.github.camelaudience.launchdarkly.core.ledger.MembershipLedger;
import io.github.camelaudience.launchdarkly.core.ledger.MemoryStore;
import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import io.github.camelaudience.launchdarkly.core.membership.ChangeOrigin;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import org.apache.camel.spi.StateRepository;

/**
 * Keeps marks in a Camel {@link StateRepository} behind the bounded memory. The key is a hash, because a context key may be an e-mail
 * address; the value is the newest event time and, of the last accepted change, the sign ({@code +} enters, {@code -} leaves), the event
 * time and the id if it has one, separated by blanks. A repository cannot compare and set, list or remove: what several processes write
 * at the same moment it does not keep in order, and sizes are those of the memory.
 */
public final class StateRepositoryStore implements LedgerStore {

    /** A repository cannot remove. */
    private static final String NO_MARK = "";

    private static final Set<String> SIGNS = Set.of("+", "-");

    private final StateRepository<String, String> repository;
    private final MemoryStore memory;

    public StateRepositoryStore(StateRepository<String, String> repository, MemoryStore memory) {
        this.repository = Objects.requireNonNull(repository, "repository");
        this.memory = Objects.requireNonNull(memory, "memory");
    }

    @Override
    public boolean fits(MembershipSlot slot) {
        return true;
    }

    /** The newer mark of the two counts: another process may have written since. */
    @Override
    public List<Cell> cells(List<MembershipSlot> slots) {
        List<Cell> cells = memory.cells(slots);
        try {
            for (Cell cell : cells) {
                if (!cell.isClaimed()) {
                    Mark stored = read(cell.slot());
                    if (stored != null && (cell.mark() == null || cell.mark().eventTime() < stored.eventTime())) {
                        memory.reread(cell, stored);
                    }
                }
            }
        } catch (RuntimeException e) {
            memory.freed(cells);
            throw e;
        }
        return cells;
    }

    /** What is known from the repository alone has no name there; its id is one (rule D11). */
    @Override
    public String nameOf(Cell cell) {
        String name = memory.nameOf(cell);
        return name.isEmpty() ? cell.slot().audienceId() : name;
    }

    @Override
    public void commit(Step step) {
        for (int i = 0; i < step.marked().size(); i++) {
            write(step.marked().get(i).slot(), state(step.marks().get(i)));
        }
        memory.commit(step);
    }

    private Mark read(MembershipSlot slot) {
        try {
            return parse(repository.getState(key(slot)));
        } catch (RuntimeException e) {
            throw new LedgerUnavailableException("the state repository cannot be read: " + e.getMessage(), e);
        }
    }

    private void write(MembershipSlot slot, String state) {
        try {
            repository.setState(key(slot), state);
        } catch (RuntimeException e) {
            throw new LedgerUnavailableException("the state repository cannot be written: " + e.getMessage(), e);
        }
    }

    private static String state(Mark mark) {
        String id = mark.messageId();
        String told = mark.eventTime() + (mark.included() ? " + " : " - ") + mark.messageTime();
        return id == null || id.chars().anyMatch(Character::isWhitespace) ? told : told + ' ' + id;
    }

    private static Mark parse(String state) {
        if (state == null || state.isBlank()) {
            return null;
        }
        String[] parts = state.trim().split("\\s+");
        try {
            long eventTime = Long.parseLong(parts[0]);
            return parts.length >= 3 && SIGNS.contains(parts[1])
                    ? mark(
                            parts[1].equals("+"),
                            eventTime,
                            parts.length == 3 ? null : parts[3],
                            Long.parseLong(parts[2]))
                    : mark(false, eventTime, null, MembershipChange.NO_EVENT_TIME);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static Mark mark(boolean included, long eventTime, String messageId, long messageTime) {
        return new Mark(
                included,
                eventTime,
                messageId,
                messageTime,
                0,
                null,
                (ChangeOrigin) null,
                MembershipChange.NO_EVENT_TIME);
    }

    @Override
    public void freed(List<Cell> cells) {
        memory.freed(cells);
    }

    @Override
    public List<Flight> flights() {
        return memory.flights();
    }

    @Override
    public Optional<Mark> mark(MembershipSlot slot) {
        Mark known = memory.mark(slot).orElse(null);
        Mark stored = read(slot);
        return Optional.ofNullable(
                stored == null || known != null && known.eventTime() >= stored.eventTime() ? known : stored);
    }

    @Override
    public Optional<Cell> claimed(MembershipSlot slot) {
        return memory.claimed(slot);
    }

    @Override
    public List<MembershipSlot> person(String environment, String contextKey) {
        return memory.person(environment, contextKey);
    }

    @Override
    public AudienceState audience(AudienceKey audience) {
        return memory.audience(audience);
    }

    @Override
    public List<AudienceState> audiences() {
        return memory.audiences();
    }

    @Override
    public List<MembershipLedger.Entry> page(AudienceKey audience, String after, int most) {
        return memory.page(audience, after, most);
    }

    @Override
    public void seeded(AudienceKey audience, OptionalLong at) {
        memory.seeded(audience, at);
    }

    @Override
    public int erase(List<MembershipSlot> slots) {
        slots.forEach(slot -> write(slot, NO_MARK));
        return memory.erase(slots);
    }

    @Override
    public void note(String name, String text) {
        memory.note(name, text);
    }

    @Override
    public SortedMap<String, String> notes(String prefix) {
        return memory.notes(prefix);
    }

    @Override
    public void forget(Cell cell) {
        write(cell.slot(), NO_MARK);
        memory.forget(cell);
    }

    /** Leaves the repository to its owner. */
    @Override
    public void close() {
        memory.close();
    }

    /** Gives the key of a membership in the repository. */
    public static String key(MembershipSlot slot) {
        ByteArrayOutputStream parts = new ByteArrayOutputStream();
        for (String part : List.of(slot.environment(), slot.contextKind(), slot.audienceId(), slot.contextKey())) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            // its length, because any character may stand in an identifier
            parts.writeBytes(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
            parts.writeBytes(bytes);
        }
        return Sha256.hex(parts.toByteArray());
    }
}
