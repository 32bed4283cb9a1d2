package io.github.camelaudience.launchdarkly.core.segment;

import io.github.camelaudience.launchdarkly.core.json.FieldValue;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Names a field that {@link AudienceMessage} already holds, so that a mapping or trigger which reads no other needs no
 * tree.
 */
@SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
public enum MessageFact {
    /** {@code messageId}; a value that is no text counts as absent. */
    MESSAGE_ID("messageId"),
    /** {@code type}; a value that is no text counts as absent. */
    TYPE("type"),
    USER_ID("userId"),
    ANONYMOUS_ID("anonymousId"),
    TRAITS_EMAIL("traits", "email"),
    CONTEXT_TRAITS_EMAIL("context", "traits", "email"),
    COMPUTATION_ID("context", "personas", "computation_id"),
    COMPUTATION_KEY("context", "personas", "computation_key"),
    COMPUTATION_CLASS("context", "personas", "computation_class");

    private final List<String> path;

    MessageFact(String... path) {
        this.path = List.of(path);
    }

    /** Tells where the fact stands in the message, from the root. */
    public List<String> path() {
        return path;
    }

    /** Returns the value that the fact has in a message. */
    public FieldValue read(AudienceMessage message) {
        return switch (this) {
            case MESSAGE_ID -> ofText(message.messageId());
            case TYPE -> ofText(message.type());
            case USER_ID -> message.userId();
            case ANONYMOUS_ID -> message.anonymousId();
            case TRAITS_EMAIL -> message.traitsEmail();
            case CONTEXT_TRAITS_EMAIL -> message.contextTraitsEmail();
            case COMPUTATION_ID -> message.computationId();
            case COMPUTATION_KEY -> message.computationKey();
            case COMPUTATION_CLASS -> message.computationClass();
        };
    }

    /** Finds the fact that stands at this path, if it is one. */
    public static Optional<MessageFact> at(List<String> path) {
        return Arrays.stream(values()).filter(fact -> fact.path.equals(path)).findFirst();
    }

    private static FieldValue ofText(String text) {
        return text == null ? FieldValue.ABSENT : FieldValue.text(text);
    }
}
