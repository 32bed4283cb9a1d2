package io.github.camelaudience.launchdarkly.core.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelaudience.launchdarkly.core.json.QuestionJson;
import java.util.ArrayList;
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

    private static final QuestionJson JSON = new QuestionJson("the audit's question");

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
        JsonNode question = JSON.read(json);
        if (question == null || !question.isContainerNode()) {
            throw JSON.wrong("$", "must be an object with people or audiences, or an array of people");
        }
        List<Person> people = new ArrayList<>();
        List<Audience> audiences = new ArrayList<>();
        if (question.isArray()) {
            each(question, "$", (node, path) -> people.add(person(node, path, contextKind)));
        } else {
            JSON.requireKnown(question, "$", QUESTION);
            each(question.path("people"), "$.people", (node, path) -> people.add(person(node, path, contextKind)));
            each(
                    question.path("audiences"),
                    "$.audiences",
                    (node, path) -> audiences.add(audience(node, path, contextKind)));
        }
        if (people.isEmpty() && audiences.isEmpty()) {
            throw JSON.wrong("$", "names neither people nor audiences");
        }
        return new AuditQuestion(List.copyOf(people), List.copyOf(audiences));
    }

    private interface Element {
        void read(JsonNode node, String path);
    }

    private static void each(JsonNode array, String path, Element element) {
        if (!array.isMissingNode() && !array.isArray()) {
            throw JSON.wrong(path, "must be an array");
        }
        for (int i = 0; i < array.size(); i++) {
            element.read(array.get(i), path + "[" + i + "]");
        }
    }

    private static Person person(JsonNode node, String path, String contextKind) {
        if (node.isTextual()) {
            return new Person(contextKind, JSON.text(node, path), Map.of());
        }
        JSON.requireKnown(node, path, PERSON);
        Map<String, Boolean> expected = new LinkedHashMap<>();
        JsonNode members = node.path("expected");
        if (!members.isMissingNode() && !members.isObject()) {
            throw JSON.wrong(path + ".expected", "must be an object with audience ids and true or false");
        }
        for (Map.Entry<String, JsonNode> member : members.properties()) {
            if (!member.getValue().isBoolean()) {
                throw JSON.wrong(path + ".expected", "must have true or false for each audience id");
            }
            if (!QuestionJson.isUsable(member.getKey())) {
                throw JSON.wrong(path + ".expected", "must have audience ids that are not blank");
            }
            expected.put(member.getKey(), member.getValue().booleanValue());
        }
        return new Person(
                JSON.contextKind(node, path, contextKind),
                JSON.text(node.path("contextKey"), path + ".contextKey"),
                expected);
    }

    private static Audience audience(JsonNode node, String path, String contextKind) {
        if (node.isTextual()) {
            return new Audience(JSON.text(node, path), contextKind, null, null);
        }
        JSON.requireKnown(node, path, AUDIENCE);
        JsonNode count = node.path("expectedMembers");
        if (!count.isMissingNode() && !(count.canConvertToLong() && count.isIntegralNumber() && count.asLong() >= 0)) {
            throw JSON.wrong(path + ".expectedMembers", "must be a whole number, 0 or more");
        }
        return new Audience(
                JSON.text(node.path("audienceId"), path + ".audienceId"),
                JSON.contextKind(node, path, contextKind),
                node.has("segmentKey") ? JSON.text(node.path("segmentKey"), path + ".segmentKey") : null,
                count.isMissingNode() ? null : (Long) count.asLong());
    }
}
