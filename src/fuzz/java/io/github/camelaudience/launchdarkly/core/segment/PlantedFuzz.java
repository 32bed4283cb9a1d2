package io.github.camelaudience.launchdarkly.core.segment;

import io.github.camelaudience.launchdarkly.core.json.PlantedMessages;
import io.github.camelaudience.launchdarkly.core.json.PlantedMessages.Planted;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Any bytes with whole messages among them, one for each byte of 1: every one is read, or is part of what is rejected
 * (rule D34). Leaves out members that are known to hold no message, whatever they look like.
 */
public final class PlantedFuzz {

    private static final List<String> HOLD_NONE = List.of("context", "integrations", "ttributes", "schema", "\\u");

    private PlantedFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String around = new String(input, StandardCharsets.ISO_8859_1);
        if (HOLD_NONE.stream().anyMatch(around::contains)) {
            return;
        }
        ByteArrayOutputStream document = new ByteArrayOutputStream();
        List<byte[]> messages = new ArrayList<>();
        for (byte b : input) {
            if (b == 1) {
                byte[] message = message(messages.size());
                messages.add(message);
                document.writeBytes(message);
            } else {
                document.write(b);
            }
        }
        Planted planted = new Planted(document.toByteArray(), messages, List.of());
        String missing = PlantedMessages.missing(planted, Collected.read(planted.document()));
        if (missing != null) {
            throw new IllegalStateException("a message without a verdict: " + missing);
        }
    }

    private static byte[] message(int number) {
        String text = List.of("u", "}", "{\\\"", "},{", "]").get(number % 5);
        String json = "{\"type\":\"track\",\"messageId\":\"" + number + "\",\"userId\":\"" + text
                + "\",\"properties\":{\"vip\":true}}";
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
