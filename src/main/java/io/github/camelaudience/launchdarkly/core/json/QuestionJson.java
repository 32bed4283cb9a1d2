package io.github.camelaudience.launchdarkly.core.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.camelaudience.launchdarkly.core.membership.ContextKind;
import io.github.camelaudience.launchdarkly.core.membership.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Set;

/**
 * Reads the document of a question strictly: a name that is misspelt, or written twice, would be answered as another question. Says
 * where something is wrong and why, and never quotes it.
 *
 * @param name what the document is, for sentences about it, such as {@code the audit's question}
 */
public record QuestionJson(String name) {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /**
     * Reads a document; {@code null} if it is empty.
     *
     * @throws IllegalArgumentException when it is not JSON, or has a member twice
     */
    public JsonNode read(byte[] json) {
        try {
            return MAPPER.readTree(json);
        } catch (JacksonException e) {
            throw wrong(
                    "$",
                    "is not JSON, or has a member twice (line "
                            + e.getLocation().getLineNr() + ")");
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory cannot fail", e);
        }
    }

    /**
     * Checks that a value is an object that has no other members.
     *
     * @throws IllegalArgumentException when it is not
     */
    public void requireKnown(JsonNode node, String path, Set<String> names) {
        if (!node.isObject()) {
            throw wrong(path, "must be text or an object");
        }
        for (Iterator<String> each = node.fieldNames(); each.hasNext(); ) {
            if (!names.contains(each.next())) {
                throw wrong(
                        path,
                        "has a member that is none of "
                                + names.stream().sorted().toList());
            }
        }
    }

    /**
     * Gives text that is not blank.
     *
     * @throws IllegalArgumentException when it is none
     */
    public String text(JsonNode node, String path) {
        if (!node.isTextual() || !isUsable(node.textValue())) {
            throw wrong(path, "must be text that is not blank and has no unpaired surrogate");
        }
        return node.textValue();
    }

    /**
     * Gives the member {@code contextKind}, or {@code fallback} when there is none.
     *
     * @throws IllegalArgumentException when it is no kind of contexts
     */
    public String contextKind(JsonNode node, String path, String fallback) {
        if (!node.has("contextKind")) {
            return fallback;
        }
        String kind = text(node.path("contextKind"), path + ".contextKind");
        if (!ContextKind.isValid(kind)) {
            throw wrong(path + ".contextKind", "must be " + ContextKind.EXPECTED);
        }
        return kind;
    }

    /** Tells whether text can name somebody: with an unpaired surrogate it would become that of somebody else (rule D13). */
    public static boolean isUsable(String text) {
        return !Text.isBlank(text) && Text.isWellFormed(text);
    }

    /** Makes the exception that says what is wrong where. */
    public IllegalArgumentException wrong(String path, String what) {
        return new IllegalArgumentException(name + " at " + path + " " + what);
    }
}
