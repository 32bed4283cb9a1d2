package io.github.camelaudience.launchdarkly.segment;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A field that {@link AudienceMessage} already holds, so that a mapping or trigger which reads no other needs no tree. */
public enum MessageFact {
    /** {@code messageId}; a value that is no text counts as absent. */
    MESSAGE_ID(message -> ofText(message.messageId()), "messageId"),
    /** {@code type}; a value that is no text counts as absent. */
    TYPE(message -> ofText(message.type()), "type"),
    USER_ID(AudienceMessage::userId, "userId"),
    ANONYMOUS_ID(AudienceMessage::anonymousId, "anonymousId"),
    TRAITS_EMAIL(AudienceMessage::traitsEmail, "traits", "email"),
    CONTEXT_TRAITS_EMAIL(AudienceMessage::contextTraitsEmail, "context", "traits", "email"),
    COMPUTATION_ID(AudienceMessage::computationId, "context", "personas", "computation_id"),
    COMPUTATION_KEY(AudienceMessage::computationKey, "context", "personas", "computation_key"),
    COMPUTATION_CLASS(AudienceMessage::computationClass, "context", "personas", "computation_class");

    private final Function<AudienceMessage, FieldValue> reader;
    private final List<String> path;

    MessageFact(Function<AudienceMessage, FieldValue> reader, String... path) {
        this.reader = reader;
        this.path = List.of(path);
    }

    /** Where the fact stands in the message, from the root. */
    public List<String> path() {
        return path;
    }

    public FieldValue read(AudienceMessage message) {
        return reader.apply(message);
    }

    /** The fact that stands at this path, if it is one. */
    public static Optional<MessageFact> at(List<String> path) {
        return Arrays.stream(values()).filter(fact -> fact.path.equals(path)).findFirst();
    }

    private static FieldValue ofText(String text) {
        return text == null ? FieldValue.ABSENT : FieldValue.text(text);
    }
}
