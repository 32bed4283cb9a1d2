package io.github.camelaudience.launchdarkly.core.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Eight bytes at once come to what one after the other comes to. */
class PlainLettersTest {

    /** What could be taken for its neighbour when bits are borrowed. */
    private static final byte[] NEIGHBOURS = {'a', '"', '!', '#', '\\', '[', ']', ' ', 0x1f, 0, 0x7f, -1, -128};

    private static int oneByOne(byte[] bytes, int from, int end) {
        int i = from;
        while (i < end && bytes[i] >= ' ' && bytes[i] != '"' && bytes[i] != '\\') {
            i++;
        }
        return i;
    }

    @Test
    void everyByteAtEveryPlaceOfEight() {
        for (int place = 0; place < 24; place++) {
            for (byte before : NEIGHBOURS) {
                for (int value = 0; value < 256; value++) {
                    byte[] bytes = "abcdefghijklmnopqrstuvwxyz".getBytes(StandardCharsets.US_ASCII);
                    bytes[place] = before;
                    bytes[place + 1] = (byte) value;
                    assertThat(PlainLetters.end(bytes, 0, bytes.length)).isEqualTo(oneByOne(bytes, 0, bytes.length));
                }
            }
        }
    }

    @Property
    void anyBytesBetweenAnyIndexes(
            @ForAll @Size(max = 100) byte[] bytes,
            @ForAll @IntRange(max = 100) int from,
            @ForAll @IntRange(max = 100) int to) {
        int end = Math.min(to, bytes.length);
        int start = Math.min(from, end);
        assertThat(PlainLetters.end(bytes, start, end)).isEqualTo(oneByOne(bytes, start, end));
    }
}
