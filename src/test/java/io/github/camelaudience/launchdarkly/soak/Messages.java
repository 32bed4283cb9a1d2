package io.github.camelaudience.launchdarkly.soak;

import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;

/** Bodies of Segment's messages that enter one audience. */
final class Messages {

    private Messages() {}

    static byte[] entering(String audience, int size, IntFunction<String> userId) {
        StringBuilder json = new StringBuilder(size * 260).append('[');
        for (int i = 0; i < size; i++) {
            json.append(i == 0 ? "" : ",")
                    .append("{\"type\":\"identify\",\"timestamp\":\"2026-01-02T03:04:05.678Z\",\"userId\":\"")
                    .append(userId.apply(i))
                    .append(
                            "\",\"context\":{\"personas\":{\"computation_class\":\"audience\",\"computation_id\":\"aud_")
                    .append(audience)
                    .append("\",\"computation_key\":\"")
                    .append(audience)
                    .append("\"}},\"traits\":{\"")
                    .append(audience)
                    .append("\":true}}");
        }
        return json.append(']').toString().getBytes(StandardCharsets.UTF_8);
    }
}
