package io.github.camelaudience.launchdarkly.core.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.segment.Collected;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Documents made to hang or crash a reader: each ends soon, and as a value. */
class HostileDocumentTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private static final Map<String, Supplier<String>> BOMBS = Map.of(
            "arrays", () -> "[".repeat(100_000),
            "objects", () -> "{\"a\":".repeat(100_000),
            "objects in an array", () -> "[" + "{\"a\":[".repeat(100_000),
            "lines that open", () -> "{\"a\":\n".repeat(100_000),
            "batches that open", () -> "[" + "{\"batch\":[{},".repeat(100_000),
            "one number", () -> "{\"x\":" + "1".repeat(1_000_000) + "}",
            "one string", () -> "{\"userId\":\"" + "x".repeat(10_000_000) + "\"}",
            "quotes", () -> "\"".repeat(1_000_000),
            "backslashes", () -> "{\"userId\":\"" + "\\".repeat(1_000_000),
            "commas", () -> "[" + ",".repeat(1_000_000));

    @Test
    void bombsAreRefused() {
        BOMBS.forEach((name, bomb) -> {
            byte[] json = JsonText.bytes(bomb.get());
            Collected collected = Assertions.assertTimeoutPreemptively(SOON, () -> Collected.read(json), name);
            assertThat(collected.unreadable).as(name).isNotEmpty();
            assertThat(collected.messages).as(name).hasSizeLessThan(10);
        });
    }

    @Test
    void manyBrokenElementsTakeLinearTime() {
        StringBuilder json = new StringBuilder("[");
        for (int i = 0; i < 99_999; i++) {
            json.append(i == 0 ? "" : ",")
                    .append("{\"userId\":oops,\"filler\":\"")
                    .append("x".repeat(72))
                    .append("\"}");
        }
        byte[] bytes = JsonText.bytes(json.append(",{}]").toString());
        Collected collected = Assertions.assertTimeoutPreemptively(SOON, () -> Collected.read(bytes));
        assertThat(collected.unreadable).hasSize(99_999);
        assertThat(collected.outline).endsWith("$[99999] ok");
    }

    @Test
    void aMillionNamesAreNoFault() {
        StringBuilder json = new StringBuilder("{\"userId\":\"u\"");
        for (int i = 0; i < 1_000_000; i++) {
            json.append(",\"").append(Integer.toString(i, 36)).append("\":1");
        }
        byte[] bytes = JsonText.bytes(json.append("}").toString());
        Collected collected = Assertions.assertTimeoutPreemptively(SOON, () -> Collected.read(bytes));
        assertThat(collected.outline).containsExactly("$ ok");
    }
}
