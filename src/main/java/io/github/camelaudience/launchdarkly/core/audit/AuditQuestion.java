package io.github.camelaudience.launchdarkly.core.audit;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.camelaudience.launchdarkly.core.membership.ContextKind;
import io.github.camelaudience.launchdarkly.core.membership.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Asks for memberships to be compared.
 *
 * <pre>{@code
 * {"people": ["ada", {"contextKey": "tablet-7", "contextKind": "device", "expected": {"aud_1": true}}],
 *  "audiences": ["aud_1", {"audienceId": "aud_2", "segmentKey": "vip", "expectedMembers": 12}]}
 * }</pre>
 *
 * <p>Both members may be missing, but not both; an array alone is of people. A text stands for the object that has nothing else.
 *
 * @param people    contexts whose memberships are compared
 * @param audiences audiences that they are compared in, and whose members are counted; empty for all that something is believed of
 */
public record AuditQuestion(List<Person> people, List<Audience> audiences) {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final Set<String> QUESTION = Set.of("people", "audiences");
    private static final Set<String> PERSON = Set.of("contextKey", "contextKind", "expected");
    private static final Set<String> AUDIENCE = Set.of("audienceId", "contextKind", "segmentKey", "expectedMembers");

    /**
     * Names a context.
     *
     * @param contextKind its kind
     * @param contextKey  its key
     * @param expected    whether it should be in these audiences, in place of what is believed
     */
    public record Person(String contextKind, String contextKey, Map<String, Boolean> expected) {

        /** Leaves out the key, which may be an e-mail address. */
        @Override
        public String toString() {
            return "Person[" + contextKind + ", ***]";
        }
    }

    /**
     * Names an audience.
     *
     * @param id              its id
     * @param contextKind     the kind of its contexts
     * @param segmentKey      the key of its segment, or {@code null} to have it made by rule
     * @param expectedMembers how many members it should have, in place of what is believed; {@code null} for the latter
     */
    public record Audience(String id, String contextKind, String segmentKey, Long expectedMembers) {}

    /**
     * Reads a question.
     *
     * @param json        as above
     * @param contextKind the kind of contexts that do not say theirs
     * @throws IllegalArgumentException when it is none; the message says where and why, and never quotes it
     */
    public static AuditQuestion read(byte[] json, String contextKind) {
        JsonNode question;
        try {
            question = MAPPER.readTree(json);
        } catch (JacksonException e) {
            throw wrong(
                    "$",
                    "is not JSON, or has a member twice",
                    "line " + e.getLocation().getLineNr());
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory cannot fail", e);
        }
        if (question == null || !question.isContainerNode()) {
            throw wrong("$", "must be an object with people or audiences, or an array of people", null);
        }
        List<Person> people = new ArrayList<>();
        List<Audience> audiences = new ArrayList<>();
        if (question.isArray()) {
            each(question, "$", (node, path) -> people.add(person(node, path, contextKind)));
        } else {
            known(question, "$", QUESTION);
            each(question.path("people"), "$.people", (node, path) -> people.add(person(node, path, contextKind)));
            each(
                    question.path("audiences"),
                    "$.audiences",
                    (node, path) -> audiences.add(audience(node, path, contextKind)));
        }
        if (people.isEmpty() && audiences.isEmpty()) {
            throw wrong("$", "names neither people nor audiences", null);
        }
        return new AuditQuestion(List.copyOf(people), List.copyOf(audiences));
    }

    private interface Element {
        void read(JsonNode node, String path);
    }

    private static void each(JsonNode array, String path, Element element) {
        if (!array.isMissingNode() && !array.isArray()) {
            throw wrong(path, "must be an array", null);
        }
        for (int i = 0; i < array.size(); i++) {
            element.read(array.get(i), path + "[" + i + "]");
        }
    }

    private static Person person(JsonNode node, String path, String contextKind) {
        if (node.isTextual()) {
            return new Person(contextKind, text(node, path), Map.of());
        }
        known(node, path, PERSON);
        Map<String, Boolean> expected = new LinkedHashMap<>();
        JsonNode members = node.path("expected");
        if (!members.isMissingNode() && !members.isObject()) {
            throw wrong(path + ".expected", "must be an object with audience ids and true or false", null);
        }
        for (Map.Entry<String, JsonNode> member : members.properties()) {
            if (!member.getValue().isBoolean()) {
                throw wrong(path + ".expected", "must have true or false for each audience id", null);
            }
            if (!isUsable(member.getKey())) {
                throw wrong(path + ".expected", "must have audience ids that are not blank", null);
            }
            expected.put(member.getKey(), member.getValue().booleanValue());
        }
        return new Person(kind(node, path, contextKind), text(node.path("contextKey"), path + ".contextKey"), expected);
    }

    private static Audience audience(JsonNode node, String path, String contextKind) {
        if (node.isTextual()) {
            return new Audience(text(node, path), contextKind, null, null);
        }
        known(node, path, AUDIENCE);
        JsonNode count = node.path("expectedMembers");
        if (!count.isMissingNode() && !(count.canConvertToLong() && count.isIntegralNumber() && count.asLong() >= 0)) {
            throw wrong(path + ".expectedMembers", "must be a whole number, 0 or more", null);
        }
        return new Audience(
                text(node.path("audienceId"), path + ".audienceId"),
                kind(node, path, contextKind),
                node.has("segmentKey") ? text(node.path("segmentKey"), path + ".segmentKey") : null,
                count.isMissingNode() ? null : (Long) count.asLong());
    }

    private static String kind(JsonNode node, String path, String fallback) {
        if (!node.has("contextKind")) {
            return fallback;
        }
        String kind = text(node.path("contextKind"), path + ".contextKind");
        if (!ContextKind.isValid(kind)) {
            throw wrong(path + ".contextKind", "must be " + ContextKind.EXPECTED, null);
        }
        return kind;
    }

    private static String text(JsonNode node, String path) {
        if (!node.isTextual() || !isUsable(node.textValue())) {
            throw wrong(path, "must be text that is not blank and has no unpaired surrogate", null);
        }
        return node.textValue();
    }

    /** Text with an unpaired surrogate would become that of somebody else (rule D13). */
    private static boolean isUsable(String text) {
        return !Text.isBlank(text) && Text.isWellFormed(text);
    }

    private static void known(JsonNode node, String path, Set<String> names) {
        if (!node.isObject()) {
            throw wrong(path, "must be text or an object", null);
        }
        for (Iterator<String> each = node.fieldNames(); each.hasNext(); ) {
            if (!names.contains(each.next())) {
                throw wrong(
                        path,
                        "has a member that is none of "
                                + names.stream().sorted().toList(),
                        null);
            }
        }
    }

    private static IllegalArgumentException wrong(String path, String what, String where) {
        return new IllegalArgumentException(
                "the audit's question at " + path + " " + what + (where == null ? "" : " (" + where + ")"));
    }
}
