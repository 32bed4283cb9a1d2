package io.github.camelaudience.server.page;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tells whom and what a message is about, so that an operator knows it again and a bystander does not. Reads names that Segment gives to
 * members; a value is shown as it is only where that names an audience or a type.
 */
final class Mask {

    private static final Set<String> PEOPLE = Set.of("userid", "anonymousid", "email", "groupid");
    private static final Set<String> THINGS =
            Set.of("type", "event", "computation_key", "computation_id", "audience_key", "audience_id");
    private static final int LONGEST = 80;
    private static final int SHOWN = 2;

    private Mask() {}

    /** Shows the first two letters of a key and how long it is; nothing of one that has fewer than six. */
    static String key(String key) {
        int length = key.codePointCount(0, key.length());
        return (length < 3 * SHOWN ? "" : key.substring(0, key.offsetByCodePoints(0, SHOWN))) + "…(" + length + ")";
    }

    /** Tells of the beginning of a message; blank when it is no JSON, or tells nothing. */
    static String about(byte[] message) {
        Map<String, String> found = new LinkedHashMap<>();
        try (JsonParser parser = new JsonFactory().createParser(message)) {
            String name = "";
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    name = parser.currentName();
                } else if (token.isScalarValue()) {
                    note(found, name, parser.getText());
                }
            }
        } catch (IOException e) {
            // it may be cut short, or no JSON at all: what was found before counts
        }
        return found.entrySet().stream()
                .map(each -> each.getKey() + " " + each.getValue())
                .collect(Collectors.joining(", "));
    }

    /** Shows a JSON path, unless a part of it looks like a person's. */
    static String path(String path) {
        return path.contains("@") ? "a member whose name is masked" : path;
    }

    private static void note(Map<String, String> found, String name, String value) {
        String small = name.toLowerCase(Locale.ROOT);
        if (PEOPLE.contains(small)) {
            found.putIfAbsent(name, key(value));
        } else if (THINGS.contains(small)) {
            found.putIfAbsent(name, value.contains("@") ? key(value) : shortened(value));
        }
    }

    private static String shortened(String value) {
        return value.length() <= LONGEST ? value : value.substring(0, LONGEST) + "…";
    }
}
