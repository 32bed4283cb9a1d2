package io.github.camelaudience.launchdarkly.runtime;

import io.github.camelaudience.launchdarkly.core.delivery.memory.Mark;
import io.github.camelaudience.launchdarkly.core.delivery.memory.MarkStore;
import io.github.camelaudience.launchdarkly.core.json.Sha256;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.camel.spi.StateRepository;

/**
 * Marks in a Camel {@link StateRepository}, behind the bounded memory. The key is a hash, because a context key may be
 * an e-mail address; the value is the newest event time and, of the last accepted change if it has an id, the sign
 * ({@code +} enters, {@code -} leaves), the event time and the id, separated by blanks.
 */
public final class StateRepositoryMarks implements MarkStore {

    /** A repository cannot remove. */
    private static final String NO_MARK = "";

    private static final Set<String> SIGNS = Set.of("+", "-");
    /** Slots that share a lock wait for each other; a repository may take its time. */
    private static final int LOCKS = 64;

    private final StateRepository<String, String> repository;
    private final MarkStore memory;
    private final Object[] locks = Stream.generate(Object::new).limit(LOCKS).toArray();

    public StateRepositoryMarks(StateRepository<String, String> repository, MarkStore memory) {
        this.repository = repository;
        this.memory = memory;
    }

    private Object lock(MembershipSlot slot) {
        return locks[Math.floorMod(slot.hashCode(), LOCKS)];
    }

    /** The newer one: another process may have written since. */
    @Override
    public Mark get(MembershipSlot slot) {
        synchronized (lock(slot)) {
            Mark known = memory.get(slot);
            Mark stored = parse(repository.getState(key(slot)));
            if (stored == null || known != null && known.eventTime() >= stored.eventTime()) {
                return known;
            }
            memory.put(slot, stored);
            return stored;
        }
    }

    @Override
    public void put(MembershipSlot slot, Mark mark) {
        synchronized (lock(slot)) {
            memory.put(slot, mark);
            repository.setState(key(slot), state(mark));
        }
    }

    private static String state(Mark mark) {
        String id = mark.messageId();
        return id == null || id.chars().anyMatch(Character::isWhitespace)
                ? Long.toString(mark.eventTime())
                : mark.eventTime() + (mark.included() ? " + " : " - ") + mark.messageTime() + ' ' + id;
    }

    @Override
    public void remove(MembershipSlot slot) {
        synchronized (lock(slot)) {
            memory.remove(slot);
            repository.setState(key(slot), NO_MARK);
        }
    }

    /** In one step as far as this process goes: a repository cannot compare and set, so another process may come between. */
    @Override
    public void update(MembershipSlot slot, UnaryOperator<Mark> next) {
        synchronized (lock(slot)) {
            Mark known = get(slot);
            Mark mark = next.apply(known);
            if (mark != null) {
                put(slot, mark);
            } else if (known != null) {
                remove(slot);
            }
        }
    }

    private static Mark parse(String state) {
        if (state == null || state.isBlank()) {
            return null;
        }
        String[] parts = state.trim().split("\\s+");
        try {
            long eventTime = Long.parseLong(parts[0]);
            boolean complete = parts.length == 4 && SIGNS.contains(parts[1]);
            return complete
                    ? new Mark(eventTime, parts[3], parts[1].equals("+"), Long.parseLong(parts[2]))
                    : new Mark(eventTime, null, false, MembershipChange.NO_EVENT_TIME);
        } catch (NumberFormatException e) {
            return null;
        }
    }

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
