package io.github.camelaudience.launchdarkly.core.deletion;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.camelaudience.launchdarkly.core.json.JsonText;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Removes the messages of a person from the files in which rejected messages are kept: a file that holds nothing else is deleted, and
 * a line among others is overwritten with blanks, which whoever reads the file takes for an empty line. What others add to the
 * file meanwhile stays.
 */
public final class RejectedCopies {

    private static final List<String> ENDINGS = List.of(".json", ".jsonl", ".ndjson", ".rejected");
    private static final Set<String> IDENTIFIERS = Set.of("userId", "anonymousId", "email");
    private static final long LARGEST = 64L << 20;

    private final List<Path> folders;

    /** Is set up with the first file that is read: every engine has copies to look for, and few ever delete. */
    private static final class Json {

        private static final JsonMapper MAPPER = JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    /** Looks into these folders and the folders in them. */
    public RejectedCopies(List<Path> folders) {
        this.folders = List.copyOf(folders);
    }

    /** Tells whether there is anywhere to look. */
    public boolean isEmpty() {
        return folders.isEmpty();
    }

    /**
     * Removes what names the person.
     *
     * @return how many messages were removed
     * @throws IOException when a file cannot be read or written; the others are done when it is tried again
     */
    public int remove(String contextKey) throws IOException {
        int removed = 0;
        for (Path folder : folders) {
            if (Files.isDirectory(folder)) {
                try (Stream<Path> files = Files.walk(folder)) {
                    for (Path file : files.filter(RejectedCopies::isKept).toList()) {
                        removed += remove(file, contextKey);
                    }
                }
            }
        }
        return removed;
    }

    private static boolean isKept(Path file) {
        return Files.isRegularFile(file)
                && ENDINGS.stream().anyMatch(file.getFileName().toString()::endsWith);
    }

    private static int remove(Path file, String contextKey) throws IOException {
        if (Files.size(file) > LARGEST) {
            throw new IOException(file + " is larger than " + LARGEST + " bytes, so that it is not looked through");
        }
        byte[] content = Files.readAllBytes(file);
        if (file.getFileName().toString().endsWith(".json") && isOneMessage(content)) {
            if (names(content, contextKey)) {
                Files.delete(file);
                return 1;
            }
            return 0;
        }
        int removed = 0;
        int from = 0;
        while (from < content.length) {
            int to = from;
            while (to < content.length && content[to] != '\n') {
                to++;
            }
            if (names(Arrays.copyOfRange(content, from, to), contextKey)) {
                blank(file, from, to - from);
                removed++;
            }
            from = to + 1;
        }
        return removed;
    }

    private static void blank(Path file, long from, int length) throws IOException {
        byte[] blanks = new byte[length];
        Arrays.fill(blanks, (byte) ' ');
        try (RandomAccessFile line = new RandomAccessFile(file.toFile(), "rwd")) {
            line.seek(from);
            line.write(blanks);
        }
    }

    private static boolean isOneMessage(byte[] content) {
        try {
            return Json.MAPPER.readTree(content).isObject();
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether an identifier in it is the key; of what cannot be read, whether the key stands in it as a text of its own. */
    private static boolean names(byte[] message, String contextKey) {
        try {
            JsonNode tree = Json.MAPPER.readTree(message);
            return tree != null && names(tree, contextKey);
        } catch (IOException e) {
            return namesSomewhere(new String(message, StandardCharsets.UTF_8), contextKey);
        }
    }

    private static boolean names(JsonNode node, String contextKey) {
        for (var each : node.properties()) {
            JsonNode value = each.getValue();
            if (IDENTIFIERS.contains(each.getKey())
                    && value.isValueNode()
                    && value.asText().equals(contextKey)) {
                return true;
            }
            if (value.isTextual() && holdsDocument(each.getKey(), value, contextKey)) {
                return true;
            }
            if (names(value, contextKey)) {
                return true;
            }
        }
        for (JsonNode element : node.isArray() ? node : List.<JsonNode>of()) {
            if (names(element, contextKey)) {
                return true;
            }
        }
        return false;
    }

    /** Of a message or row that is kept as a text, or as bytes in base64. */
    private static boolean holdsDocument(String name, JsonNode value, String contextKey) {
        return switch (name) {
            case "raw", "json" -> names(value.asText().getBytes(StandardCharsets.UTF_8), contextKey);
            case "rawBytes", "data" -> names(decoded(value), contextKey);
            default -> false;
        };
    }

    private static byte[] decoded(JsonNode value) {
        try {
            return value.binaryValue();
        } catch (IOException e) {
            return new byte[0];
        }
    }

    private static boolean namesSomewhere(String text, String contextKey) {
        String quoted = new String(JsonText.bytes((Object) contextKey), StandardCharsets.UTF_8);
        if (text.contains(quoted)) {
            return true;
        }
        for (String cell : text.split("[,;\t\r\n]")) {
            if (cell.strip().equals(contextKey)) {
                return true;
            }
        }
        return false;
    }
}
