package io.github.camelaudience.launchdarkly.core.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.bench.SampleMessages;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reader of familiar messages and the careful one come to the same, or the first gives up. */
class FamiliarMessageTest {

    /** {@code -Dfamiliar.documents=1000000} for more. */
    private static final int DOCUMENTS = Integer.getInteger("familiar.documents", 10_000);

    private static final long SEED = Long.getLong("familiar.seed", 20261129L);

    private static final TwoReadings SMALL = new TwoReadings(new ReadLimits(6, 200, 100_000, 20));
    private static final TwoReadings USUAL = new TwoReadings(ReadLimits.DEFAULT);

    private static final RepeatedTexts TEXTS = new RepeatedTexts();

    private static final int[] VALUES = {
        0, 7, '\t', '\n', ' ', '"', '+', ',', '-', '.', '/', '0', '9', ':', 'E', '[', '\\', ']', 'e', 'n', 't', 'u',
        '{', '}', 0x7F, 0x80, 0xA0, 0xC3, 0xE2, 0xED, 0xF0, 0xFF
    };

    private static final String GOOD =
            "{\"context\":{\"personas\":{\"computation_class\":\"audience\",\"computation_id\":\"aud_1\","
                    + "\"computation_key\":\"vip\"},\"traits\":{}},\"messageId\":\"m\",\"timestamp\":"
                    + "\"2026-01-02T03:04:05.678Z\",\"traits\":{\"vip\":true,\"email\":\"a@example.test\"},"
                    + "\"type\":\"identify\",\"userId\":\"u\",\"x\":[1,{\"y\":\"\u00fc\\n\"}]}";

    @Test
    void oddAndDamagedDocumentsAreReadAlike() {
        System.out.println("seed " + SEED);
        OddDocuments documents = new OddDocuments(SEED);
        SplittableRandom random = new SplittableRandom(SEED);
        int familiar = 0;
        int unfamiliar = 0;
        for (int i = 0; i < DOCUMENTS; i++) {
            byte[] doc = documents.next();
            TwoReadings readings = random.nextInt(3) == 0 ? SMALL : USUAL;
            int before = random.nextInt(4) == 0 ? random.nextInt(3) : 0;
            byte[] around = Arrays.copyOf(doc, doc.length + before);
            System.arraycopy(doc, 0, around, before, doc.length);
            String difference = readings.difference(around, before, doc.length);
            assertThat(difference)
                    .as(() -> "document %s".formatted(new String(doc, StandardCharsets.UTF_8)))
                    .isNull();
            if (isFamiliar(doc)) {
                familiar++;
            } else {
                unfamiliar++;
            }
        }
        System.out.println("readers: documents=" + DOCUMENTS + " differences=0 beginFamiliar=" + familiar);
        assertThat(familiar).isGreaterThan(DOCUMENTS / 10);
        assertThat(unfamiliar).isGreaterThan(DOCUMENTS / 10);
    }

    /** Whether the first object of it can be read off the bytes. */
    private static boolean isFamiliar(byte[] doc) {
        for (int i = 0; i < doc.length; i++) {
            if (doc[i] == '{') {
                return new FamiliarMessage(doc, ReadLimits.DEFAULT, TEXTS).read(i, doc.length);
            }
        }
        return false;
    }

    @Test
    void everySingleByteMayBeAnyOther() {
        byte[] doc = ("[" + GOOD + "," + GOOD + "]").getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < GOOD.length() + 4; at++) {
            for (int value : VALUES) {
                byte[] damaged = doc.clone();
                damaged[at] = (byte) value;
                String difference = USUAL.difference(damaged);
                assertThat(difference).as("byte %d is %d", at, value).isNull();
            }
        }
    }

    @Test
    void aDocumentMayEndAnywhere() {
        byte[] doc = ("[" + GOOD + "\n," + GOOD + "]").getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length <= doc.length; length++) {
            assertThat(USUAL.difference(doc, 0, length)).as("length %d", length).isNull();
        }
    }

    @Test
    void messagesOfSegmentAreFamiliar() {
        SampleMessages source = new SampleMessages(SEED, 5, 100);
        for (int i = 0; i < 100; i++) {
            assertThat(isFamiliar(source.array(1))).isTrue();
        }
        assertThat(isFamiliar(GOOD.getBytes(StandardCharsets.UTF_8))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"userId\":\"v\"",
                "\"anonymousId\":7",
                "\"anonymousId\":{}",
                "\"anonymousId\":\"\u00fc\"",
                "\"anonymousId\":\"\\n\"",
                "\"us\\u0065rId\":\"v\"",
                "\"\u00fc\":1",
                "\"data\":1",
                "\"specversion\":\"1.0\"",
                "\"properties\":[]",
                "\"z\":01",
                "\"z\":NaN",
                "\"z\":\"\t\"",
                "\"z\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
                "\"z\":1,"
            })
    void whatIsUnusualIsGivenUp(String member) {
        String message = GOOD.substring(0, GOOD.length() - 1) + "," + member + "}";
        assertThat(isFamiliar(message.getBytes(StandardCharsets.UTF_8))).isFalse();
    }

    @Test
    void oneOddMessageLeavesItsNeighboursFamiliar() {
        String odd = GOOD.replace("\"u\"", "7");
        byte[] doc = ("[" + String.join(",", List.of(GOOD, odd, GOOD)) + "]").getBytes(StandardCharsets.UTF_8);
        Collected collected = Collected.read(doc);
        assertThat(collected.outline).containsExactly("$[0] ok", "$[1] ok", "$[2] ok");
        assertThat(collected.messages.get(1).userId().text()).isEqualTo("7");
        assertThat(collected.messages.get(2).userId().text()).isEqualTo("u");
    }
}
