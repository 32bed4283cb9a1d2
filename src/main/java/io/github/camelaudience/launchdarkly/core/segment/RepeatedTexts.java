package io.github.camelaudience.launchdarkly.core.segment;

import io.github.camelaudience.launchdarkly.core.json.FieldValue;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Keeps texts that one message after the other has, such as the id of an audience, so that each is made once. A new one
 * takes the place of another: the memory is bounded, whatever is sent. Safe for use by many threads, which at worst
 * make a text twice.
 */
final class RepeatedTexts {

    private static final int PLACES = 8192;
    private static final int LONGEST = 128;
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final Kept[] places = new Kept[PLACES];

    /** Both parts are final, so another thread sees all of it or nothing. */
    private record Kept(byte[] bytes, FieldValue value) {}

    /** Returns the text that these bytes are, which must be ASCII. */
    FieldValue text(byte[] doc, int start, int end) {
        int length = end - start;
        if (length > LONGEST) {
            return FieldValue.text(new String(doc, start, length, StandardCharsets.ISO_8859_1));
        }
        int place = place(doc, start, end);
        Kept kept = places[place];
        if (kept == null || !Arrays.equals(kept.bytes, 0, kept.bytes.length, doc, start, end)) {
            byte[] bytes = Arrays.copyOfRange(doc, start, end);
            kept = new Kept(bytes, FieldValue.text(new String(bytes, StandardCharsets.ISO_8859_1)));
            places[place] = kept;
        }
        return kept.value;
    }

    /** The ends of a text tell it from others mostly. */
    private static int place(byte[] doc, int start, int end) {
        long hash = end - start;
        if (end - start >= Long.BYTES) {
            long first = (long) EIGHT_BYTES.get(doc, start);
            long last = (long) EIGHT_BYTES.get(doc, end - Long.BYTES);
            hash += (first * 31 + last) * MIX;
        } else {
            for (int i = start; i < end; i++) {
                hash = (hash + doc[i]) * MIX;
            }
        }
        hash ^= hash >>> 32;
        return (int) (hash * MIX >>> 51);
    }
}
