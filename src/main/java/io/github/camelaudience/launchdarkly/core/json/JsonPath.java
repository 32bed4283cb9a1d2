package io.github.camelaudience.launchdarkly.core.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;

/**
 * Leads from the root of a message to one value: names of members and indices of elements.
 *
 * <p>Only what JSON itself holds is found: own members of objects and elements of arrays. Text has no characters to
 * index and an array no {@code length} (rules M3 and M4 of the mapping).
 *
 * @param parts from the root; empty means the root itself
 */
public record JsonPath(List<String> parts) {

    private static final int LONGEST_INDEX = 9;

    public JsonPath {
        parts = List.copyOf(parts);
    }

    /**
     * Returns the value at the end of the way: a missing node when there is none, a null node when it ends early at
     * null.
     */
    public JsonNode in(JsonNode root) {
        JsonNode node = root;
        for (String part : parts) {
            if (node.isNull()) {
                return node;
            }
            node = step(node, part);
        }
        return node;
    }

    private static JsonNode step(JsonNode node, String part) {
        if (node.isObject()) {
            return node.path(part);
        }
        return node.isArray() && isIndex(part) ? node.path(Integer.parseInt(part)) : MissingNode.getInstance();
    }

    private static boolean isIndex(String part) {
        if (part.isEmpty() || part.length() > LONGEST_INDEX || (part.length() > 1 && part.charAt(0) == '0')) {
            return false;
        }
        for (int i = 0; i < part.length(); i++) {
            if (part.charAt(i) < '0' || part.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** Returns what a node holds as a field. A missing node is {@link FieldValue#ABSENT}. */
    public static FieldValue fieldOf(JsonNode node) {
        return switch (node.getNodeType()) {
            case MISSING -> FieldValue.ABSENT;
            case NULL -> FieldValue.NULL;
            case STRING -> FieldValue.text(node.textValue());
            case NUMBER -> FieldValue.number(node.asText());
            case BOOLEAN -> node.booleanValue() ? FieldValue.TRUE : FieldValue.FALSE;
            case ARRAY -> isSingle(node) ? FieldValue.single(node.get(0).asText()) : FieldValue.COMPOUND;
            case OBJECT, BINARY, POJO -> FieldValue.COMPOUND;
        };
    }

    private static boolean isSingle(JsonNode array) {
        return array.size() == 1 && array.get(0).isValueNode() && !array.get(0).isNull();
    }

    /** As a JSON path, for example {@code $.context.externalIds[0].id} or {@code $.properties["a b"]}. */
    @Override
    public String toString() {
        StringBuilder path = new StringBuilder("$");
        for (String part : parts) {
            append(path, part);
        }
        return path.toString();
    }

    private static void append(StringBuilder path, String part) {
        if (isIndex(part)) {
            path.append('[').append(part).append(']');
        } else if (isPlain(part)) {
            path.append('.').append(part);
        } else {
            path.append("[\"");
            part.codePoints().forEach(each -> appendQuoted(path, each));
            path.append("\"]");
        }
    }

    /** Escaped as in JSON, what cannot be seen as well: a line break would forge the log, and some queues refuse it. */
    private static void appendQuoted(StringBuilder path, int codePoint) {
        switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> {
                for (char unit : Character.toChars(codePoint)) {
                    path.append(String.format("\\u%04X", (int) unit));
                }
            }
            default ->
                path.append(codePoint == '"' || codePoint == '\\' ? "\\" : "").appendCodePoint(codePoint);
        }
    }

    private static boolean isPlain(String part) {
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c != '_' && c != '-' && c != '$' && !Character.isLetterOrDigit(c)) {
                return false;
            }
        }
        return !part.isEmpty();
    }
}
