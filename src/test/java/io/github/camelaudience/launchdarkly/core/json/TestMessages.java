package io.github.camelaudience.launchdarkly.core.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;
import java.nio.charset.StandardCharsets;

/** Messages for tests, their facts looked up in the tree: independent of the streaming reader. */
public final class TestMessages {

    private static final JsonMapper ASCII =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private TestMessages() {}

    /** Unpaired surrogates survive, because nothing but ASCII is written. */
    public static AudienceMessage of(JsonNode event) {
        try {
            return of(ASCII.writeValueAsString(event));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    public static AudienceMessage of(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        RawJson raw = new RawJson(bytes, 0, bytes.length);
        JsonNode tree = MessageTrees.parse(raw);
        FieldValue key = field(tree, "context", "personas", "computation_key");
        return new AudienceMessage(
                text(tree, "messageId"),
                text(tree, "type"),
                MembershipChange.NO_EVENT_TIME,
                field(tree, "userId"),
                field(tree, "anonymousId"),
                field(tree, "traits", "email"),
                field(tree, "context", "traits", "email"),
                field(tree, "context", "personas", "computation_id"),
                key,
                field(tree, "context", "personas", "computation_class"),
                member(tree.path("traits"), key),
                member(tree.path("properties"), key),
                raw,
                Location.DOCUMENT,
                null);
    }

    /** The facts of a message over bytes that are no JSON: whoever asks for its tree fails. */
    public static AudienceMessage treeless(AudienceMessage message) {
        byte[] garbage = "not JSON".getBytes(StandardCharsets.UTF_8);
        return new AudienceMessage(
                message.messageId(),
                message.type(),
                message.eventTime(),
                message.userId(),
                message.anonymousId(),
                message.traitsEmail(),
                message.contextTraitsEmail(),
                message.computationId(),
                message.computationKey(),
                message.computationClass(),
                message.traitsMembership(),
                message.propertiesMembership(),
                new RawJson(garbage, 0, garbage.length),
                Location.DOCUMENT,
                null);
    }

    private static FieldValue member(JsonNode source, FieldValue key) {
        return key.text() == null || !source.isObject() ? FieldValue.ABSENT : JsonPath.fieldOf(source.path(key.text()));
    }

    private static FieldValue field(JsonNode tree, String... path) {
        JsonNode node = tree;
        for (String part : path) {
            node = node.path(part);
        }
        return JsonPath.fieldOf(node);
    }

    private static String text(JsonNode tree, String name) {
        return tree.path(name).textValue();
    }
}
