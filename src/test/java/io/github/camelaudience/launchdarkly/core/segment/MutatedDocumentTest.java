package io.github.camelaudience.launchdarkly.core.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.bench.SampleMessages;
import io.github.camelaudience.launchdarkly.core.json.LexicalScan;
import io.github.camelaudience.launchdarkly.core.verdict.PlainReading;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Ten thousand documents that went wrong on the way: nothing throws, every fault has a place, no change is made of what
 * the document does not say, neighbours survive.
 */
class MutatedDocumentTest {

    private static final long SEED = 20261123L;
    private static final int DOCUMENTS = 10_000;
    private static final String[] SCALARS = {
        "null", "true", "-1", "\"s\"", "[]", "{}", "1e999", "[null]", "NaN", "\\u0000"
    };

    @Test
    void nothingThrowsEveryFaultHasAPathAndNoChangeIsMadeByAccident() {
        System.out.println("seed " + SEED);
        SplittableRandom random = new SplittableRandom(SEED);
        SampleMessages source = new SampleMessages(SEED, 3, 100);
        List<String> samples = List.copyOf(SegmentSamples.ALL.values());
        long slowest = 0;
        int faults = 0;
        int changes = 0;
        for (int i = 0; i < DOCUMENTS; i++) {
            String before = samples.get(random.nextInt(samples.size()));
            String middle = i % 3 == 0 ? source.next() : samples.get(random.nextInt(samples.size()));
            byte[] json = mutated(form(random, before, middle).getBytes(StandardCharsets.UTF_8), random);
            long start = System.nanoTime();
            Collected collected = Collected.read(json);
            slowest = Math.max(slowest, System.nanoTime() - start);
            faults += collected.unreadable.size();
            for (UnreadableMessage fault : collected.unreadable) {
                assertThat(fault.path()).startsWith("$");
                assertThat(fault.detail()).startsWith("expected ");
            }
            for (AudienceMessage message : collected.messages) {
                assertThat(message.tree().isObject()).isTrue();
                assertThat(message.path()).startsWith("$");
                changes += PlainReading.isChange(message) ? 1 : 0;
            }
        }
        System.out.println("malformed: documents=" + DOCUMENTS + " faults=" + faults + " changes=" + changes
                + " slowestMillis=" + slowest / 1_000_000);
        assertThat(faults).isGreaterThan(DOCUMENTS / 2);
        assertThat(changes).isGreaterThan(DOCUMENTS / 10);
    }

    @Test
    void neighboursOfAMutatedElementAreDelivered() {
        System.out.println("seed " + SEED);
        SplittableRandom random = new SplittableRandom(SEED);
        SampleMessages source = new SampleMessages(SEED, 3, 100);
        int confined = 0;
        for (int i = 0; i < DOCUMENTS; i++) {
            String left = source.next();
            String right = source.next();
            byte[] bad = mutated(source.next().getBytes(StandardCharsets.UTF_8), random);
            if (!isConfined(bad)) {
                continue;
            }
            confined++;
            byte[] json = join("[" + left + ",", bad, "," + right + "]");
            List<AudienceMessage> messages = Collected.read(json).messages;
            assertThat(messages).isNotEmpty();
            assertThat(messages.get(0).raw().text()).isEqualTo(left);
            assertThat(messages.get(messages.size() - 1).raw().text()).isEqualTo(right);
            assertThat(messages.size()).isBetween(2, 3);
        }
        assertThat(confined).isGreaterThan(DOCUMENTS / 2);
    }

    /** The bytes end where a reader that knows only quotes and brackets sees the end, and nest as they should. */
    private static boolean isConfined(byte[] bad) {
        byte[] followed = join("", bad, ",");
        boolean ends = LexicalScan.elementEnd(followed, 0, followed.length) == bad.length;
        return ends && bad.length > 0 && bad[0] == '{';
    }

    private static String form(SplittableRandom random, String a, String b) {
        return switch (random.nextInt(6)) {
            case 0 -> a;
            case 1 -> "[" + a + "," + b + "]";
            case 2 -> a + "\n" + b + "\r\n";
            case 3 -> "{\"batch\":[" + a + "," + b + "],\"context\":{\"traits\":{\"email\":\"e\"}}}";
            case 4 -> "[{\"json\":" + a + "},{\"json\":" + b + "}]";
            default -> "{\"detail\":" + b + "}";
        };
    }

    private static byte[] mutated(byte[] json, SplittableRandom random) {
        byte[] result = json;
        for (int times = 1 + random.nextInt(2); times > 0 && result.length > 0; times--) {
            int at = random.nextInt(result.length);
            int to = Math.min(result.length, at + 1 + random.nextInt(12));
            String head = new String(result, 0, at, StandardCharsets.ISO_8859_1);
            String part = new String(result, at, to - at, StandardCharsets.ISO_8859_1);
            String tail = new String(result, to, result.length - to, StandardCharsets.ISO_8859_1);
            String mutated =
                    switch (random.nextInt(8)) {
                        case 0 -> head;
                        case 1 -> head + tail;
                        case 2 -> head + part + part + tail;
                        case 3 -> head + (char) random.nextInt(256) + part.substring(1) + tail;
                        case 4 -> head + (char) random.nextInt(256) + part + tail;
                        case 5 -> head + (char) (part.charAt(0) ^ 1 << random.nextInt(8)) + part.substring(1) + tail;
                        case 6 -> head + "{}[]\",:\\".charAt(random.nextInt(8)) + part + tail;
                        default -> swapType(head, part + tail, random);
                    };
            result = mutated.getBytes(StandardCharsets.ISO_8859_1);
        }
        return result;
    }

    /** Puts another value behind the next colon. */
    private static String swapType(String head, String rest, SplittableRandom random) {
        int colon = rest.indexOf(':');
        int end = rest.indexOf(',', colon + 1);
        String value = SCALARS[random.nextInt(SCALARS.length)];
        return colon < 0 || end < 0
                ? head + value + rest
                : head + rest.substring(0, colon + 1) + value + rest.substring(end);
    }

    private static byte[] join(String before, byte[] middle, String after) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(before.getBytes(StandardCharsets.UTF_8));
        out.writeBytes(middle);
        out.writeBytes(after.getBytes(StandardCharsets.UTF_8));
        return Arrays.copyOf(out.toByteArray(), out.size());
    }
}
