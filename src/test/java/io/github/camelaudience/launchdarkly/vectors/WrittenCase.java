package io.github.camelaudience.launchdarkly.vectors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The parts of a case that go to the component, letter by letter as they stand in the file: {@code 1e21} stays
 * {@code 1e21}.
 *
 * @param events  a JSON array
 * @param mapping the option {@code mapping}, or {@code null} for the default
 */
record WrittenCase(String events, String mapping) {

    static WrittenCase of(VectorCase vector) throws IOException {
        Map<String, String> members = membersOfCase(vector.line());
        String fields = members.getOrDefault("mapping", "{}").strip();
        String inner = fields.substring(1, fields.length() - 1).strip();
        String unset = vector.unset().stream()
                .sorted()
                .map(field -> "\"" + field + "\"")
                .collect(Collectors.joining(",", "\"unset\":[", "]"));
        boolean isDefault = inner.isEmpty() && vector.unset().isEmpty();
        String mapping = inner.isEmpty() || vector.unset().isEmpty() ? inner : inner + ",";
        return new WrittenCase(
                members.get("events"),
                isDefault ? null : "{" + mapping + (vector.unset().isEmpty() ? "" : unset) + "}");
    }

    private static Map<String, String> membersOfCase(String line) throws IOException {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        Map<String, String> members = new HashMap<>();
        try (JsonParser parser = new JsonFactory().createParser(bytes)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean isCase = "case".equals(parser.currentName());
                parser.nextToken();
                if (!isCase) {
                    parser.skipChildren();
                    continue;
                }
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    int start = (int) parser.currentTokenLocation().getByteOffset();
                    parser.skipChildren();
                    int end = (int) parser.currentLocation().getByteOffset();
                    members.put(name, new String(bytes, start, end - start, StandardCharsets.UTF_8));
                }
            }
        }
        return members;
    }
}
