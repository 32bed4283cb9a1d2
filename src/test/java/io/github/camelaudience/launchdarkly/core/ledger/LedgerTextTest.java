package io.github.camelaudience.launchdarkly.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Any text can be written and read back; what is ordinary stays as it is, and the order stays the same. */
class LedgerTextTest {

    private static final char[] ALPHABET = "\0\1\2\3az\u007f\u0080\u07ff\u0800\uffff\ue000".toCharArray();

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    private String text(boolean unpaired) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(6); length > 0; length--) {
            switch (random.nextInt(unpaired ? 4 : 3)) {
                case 0 -> text.appendCodePoint(0x10000 + random.nextInt(0x100000));
                case 3 -> text.append((char) (0xd800 + random.nextInt(0x800)));
                default -> text.append(ALPHABET[random.nextInt(ALPHABET.length)]);
            }
        }
        return text.toString();
    }

    @Test
    void whatIsWrittenIsReadBackAndNeverHasNul() {
        for (int i = 0; i < 50_000; i++) {
            String text = text(true);
            String written = LedgerText.encode(text);
            assertThat(LedgerText.decode(written)).as("seed %d", seed).isEqualTo(text);
            assertThat(written).doesNotContain("\0");
            assertThat(new String(written.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                    .isEqualTo(written);
        }
        assertThat(LedgerText.encode(null)).isNull();
        assertThat(LedgerText.decode(null)).isNull();
        String ordinary = "Zoë@example.com \ud83d\ude00";
        assertThat(LedgerText.encode(ordinary)).isSameAs(ordinary);
    }

    @Test
    void theOrderIsThatOfTheBytesBeforeAndAfter() {
        for (int i = 0; i < 50_000; i++) {
            String one = text(false);
            String other = text(false);
            int expected = Integer.signum(bytewise(one, other));
            assertThat(Integer.signum(LedgerText.ORDER.compare(one, other)))
                    .as("seed %d", seed)
                    .isEqualTo(expected);
            assertThat(Integer.signum(bytewise(LedgerText.encode(one), LedgerText.encode(other))))
                    .as("seed %d", seed)
                    .isEqualTo(expected);
        }
    }

    private static int bytewise(String one, String other) {
        return Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
