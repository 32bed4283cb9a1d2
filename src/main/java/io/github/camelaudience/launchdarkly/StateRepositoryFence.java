package io.github.camelaudience.launchdarkly;

import io.github.camelaudience.launchdarkly.delivery.FenceStore;
import io.github.camelaudience.launchdarkly.delivery.SlotMark;
import io.github.camelaudience.launchdarkly.membership.MembershipSlot;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.apache.camel.spi.StateRepository;

/**
 * Marks in a Camel {@link StateRepository}, behind the bounded memory. The key is a hash, because a context key may be
 * an e-mail address; the value is the event time and the last message ids, separated by white space.
 */
final class StateRepositoryFence implements FenceStore {

    /** A repository cannot remove. */
    private static final String NO_MARK = "";

    private final StateRepository<String, String> repository;
    private final FenceStore memory;

    StateRepositoryFence(StateRepository<String, String> repository, FenceStore memory) {
        this.repository = repository;
        this.memory = memory;
    }

    /** The newer one: another process may have written since. */
    @Override
    public SlotMark get(MembershipSlot slot) {
        SlotMark known = memory.get(slot);
        SlotMark stored = parse(repository.getState(key(slot)));
        if (stored == null || known != null && known.eventTime() >= stored.eventTime()) {
            return known;
        }
        memory.put(slot, stored);
        return stored;
    }

    @Override
    public void put(MembershipSlot slot, SlotMark mark) {
        memory.put(slot, mark);
        StringBuilder value = new StringBuilder(Long.toString(mark.eventTime()));
        for (String id : mark.messageIds()) {
            if (id.chars().noneMatch(Character::isWhitespace)) {
                value.append(' ').append(id);
            }
        }
        repository.setState(key(slot), value.toString());
    }

    @Override
    public void remove(MembershipSlot slot) {
        memory.remove(slot);
        repository.setState(key(slot), NO_MARK);
    }

    private static SlotMark parse(String state) {
        if (state == null || state.isBlank()) {
            return null;
        }
        String[] parts = state.trim().split("\\s+");
        try {
            return new SlotMark(Long.parseLong(parts[0]), List.of(Arrays.copyOfRange(parts, 1, parts.length)));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    static String key(MembershipSlot slot) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : List.of(slot.environment(), slot.contextKind(), slot.audienceId(), slot.contextKey())) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                // its length, because any character may stand in an identifier
                digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
                digest.update(bytes);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
