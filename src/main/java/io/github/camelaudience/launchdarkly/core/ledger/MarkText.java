package io.github.camelaudience.launchdarkly.core.ledger;

import io.github.camelaudience.launchdarkly.core.membership.ChangeOrigin;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes a context key and its mark into bytes, and reads them again: any text, unpaired surrogates included, comes back as it was. Not thread-safe. */
final class MarkText {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    /** Odd, with bits all over: a multiplication by it mixes all below into all above. */
    private static final long MIXER = 0x9E3779B97F4A7C15L;

    private static final int INCLUDED = 1;
    private static final int HAS_MESSAGE_ID = 2;
    /** The change that was accepted is the newest of all. */
    private static final int OF_EVENT_TIME = 4;
    /** The value began with the change that was accepted. */
    private static final int SINCE_MESSAGE_TIME = 8;

    /** The longest number that a length is written as. */
    private static final int LENGTH = 5;

    private static final int MOST_NUMBERS = 1 + 4 * Long.BYTES + LENGTH;
    private static final int SEVEN_BITS = 0x7f;
    private static final int MORE = 0x80;
    private static final int LATIN = 0xff;

    private final long seed;
    private byte[] bytes = new byte[256];
    private int length;
    private int at;

    /** Makes one that nobody outside can foresee the hashes of, as long as nobody knows the seed. */
    MarkText(long seed) {
        this.seed = seed;
    }

    /** What was written, from 0. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Writes a context key at the beginning, and gives a hash of it and its audience. */
    int key(int audience, String contextKey) {
        length = 0;
        put(contextKey);
        return hash(audience);
    }

    /** Writes a mark behind the key; where the change came from and the id of the request are left out. */
    void mark(Mark mark) {
        boolean isNewest = mark.eventTime() == mark.messageTime();
        boolean began = mark.since() == mark.messageTime();
        ensure(MOST_NUMBERS);
        bytes[length++] = (byte) ((mark.included() ? INCLUDED : 0)
                | (mark.messageId() == null ? 0 : HAS_MESSAGE_ID)
                | (isNewest ? OF_EVENT_TIME : 0)
                | (began ? SINCE_MESSAGE_TIME : 0));
        put(mark.messageTime());
        put(mark.acceptedAt());
        if (!isNewest) {
            put(mark.eventTime());
        }
        if (!began) {
            put(mark.since());
        }
        if (mark.messageId() != null) {
            put(mark.messageId());
        }
    }

    /** Takes what was written before. */
    void load(Blocks blocks, int first) {
        length = 0;
        ensure(blocks.room(first));
        blocks.get(first, bytes);
        at = 0;
    }

    /** Reads the context key of what was loaded. */
    String contextKey() {
        return text();
    }

    /** Reads the mark of what was loaded. */
    Mark mark(ChangeOrigin origin, String requestId) {
        skipText();
        int flags = bytes[at++];
        long messageTime = number();
        long acceptedAt = number();
        long eventTime = (flags & OF_EVENT_TIME) != 0 ? messageTime : number();
        long since = (flags & SINCE_MESSAGE_TIME) != 0 ? messageTime : number();
        String messageId = (flags & HAS_MESSAGE_ID) != 0 ? text() : null;
        return new Mark(
                (flags & INCLUDED) != 0, eventTime, messageId, messageTime, acceptedAt, requestId, origin, since);
    }

    /** Does not depend on what was there before: behind the text are zeros. */
    private int hash(int audience) {
        ensure(Long.BYTES);
        LONG.set(bytes, length, 0L);
        long hash = (seed ^ audience) * MIXER;
        for (int i = 0; i < length; i += Long.BYTES) {
            hash = (hash ^ (long) LONG.get(bytes, i)) * MIXER;
            hash ^= hash >>> 29;
        }
        hash *= MIXER;
        return (int) (hash >>> 32);
    }

    private void put(long number) {
        LONG.set(bytes, length, number);
        length += Long.BYTES;
    }

    private long number() {
        long number = (long) LONG.get(bytes, at);
        at += Long.BYTES;
        return number;
    }

    /** The length twice, and one more if a character takes two bytes; and the characters. */
    private void put(String text) {
        int size = text.length();
        ensure(LENGTH + 2 * size);
        int begin = length;
        putLength((long) size << 1);
        int to = length;
        for (int i = 0; i < size; i++) {
            char c = text.charAt(i);
            if (c > LATIN) {
                length = begin;
                putWide(text);
                return;
            }
            bytes[to++] = (byte) c;
        }
        length = to;
    }

    private void putWide(String text) {
        putLength((long) text.length() << 1 | 1);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes[length++] = (byte) (c >>> Byte.SIZE);
            bytes[length++] = (byte) c;
        }
    }

    private String text() {
        long told = toldLength();
        int size = (int) (told >>> 1);
        if ((told & 1) == 0) {
            at += size;
            return new String(bytes, at - size, size, StandardCharsets.ISO_8859_1);
        }
        char[] text = new char[size];
        for (int i = 0; i < size; i++) {
            text[i] = (char) ((bytes[at] & LATIN) << Byte.SIZE | bytes[at + 1] & LATIN);
            at += 2;
        }
        return new String(text);
    }

    private void skipText() {
        long told = toldLength();
        at += (int) ((told >>> 1) << (told & 1));
    }

    private long toldLength() {
        long told = 0;
        int shift = 0;
        while (bytes[at] < 0) {
            told |= (long) (bytes[at++] & SEVEN_BITS) << shift;
            shift += 7;
        }
        return told | (long) bytes[at++] << shift;
    }

    private void putLength(long number) {
        long left = number;
        while (left > SEVEN_BITS) {
            bytes[length++] = (byte) (left | MORE);
            left >>>= 7;
        }
        bytes[length++] = (byte) left;
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
        }
    }
}
