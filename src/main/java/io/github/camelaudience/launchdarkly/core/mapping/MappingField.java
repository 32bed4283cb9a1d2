package io.github.camelaudience.launchdarkly.core.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelaudience.launchdarkly.core.membership.ContextKeyPriority;
import io.github.camelaudience.launchdarkly.core.membership.Text;
import io.github.camelaudience.launchdarkly.core.json.FieldValue;
import io.github.camelaudience.launchdarkly.core.json.FieldValue.Shape;
import io.github.camelaudience.launchdarkly.core.json.JsonPath;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The fields of Segment's LaunchDarkly mapping that decide. */
enum MappingField {
    SEGMENT_AUDIENCE_ID(true),
    SEGMENT_AUDIENCE_KEY(true),
    SEGMENT_COMPUTATION_ACTION(true),
    CONTEXT_KIND(true),
    SEGMENT_USER_ID(false),
    SEGMENT_ANONYMOUS_ID(false),
    USER_EMAIL(false),
    CONTEXT_KEY(true),
    TRAITS_OR_PROPS(true);

    /** Fields of the hosted destination that we do without (rule M12). */
    static final Set<String> IGNORED =
            Set.of("audience_action", "enable_batching", "batch_size", "batch_bytes", "batch_keys");

    private static final JsonNode DEFAULT_TRAITS_OR_PROPS = firstOf("$.properties", "$.traits");
    private static final JsonNode DEFAULT_USER_EMAIL = firstOf("$.traits.email", "$.context.traits.email");

    private static final Pattern KIND = Pattern.compile("[A-Za-z0-9._-]+");
    private static final Set<String> RESERVED_KINDS = Set.of("kind", "multi");
    private static final Set<String> CLASSES = Set.of("audience", "journey_step");

    private final boolean required;

    MappingField(boolean required) {
        this.required = required;
    }

    /** Whether the hosted destination refuses each message without it. */
    boolean isRequired() {
        return required;
    }

    /** As written in the mapping. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<MappingField> find(String key) {
        return Arrays.stream(values()).filter(field -> field.key().equals(key)).findFirst();
    }

    /**
     * Whether this is what Segment's own default mapping has here, and what the rules D5 and D14 read better (rule D32): a
     * mapping that was copied as a whole does not mean to be without them.
     */
    boolean isDefault(JsonNode value) {
        return switch (this) {
            case TRAITS_OR_PROPS -> value.equals(DEFAULT_TRAITS_OR_PROPS);
            case USER_EMAIL -> value.equals(DEFAULT_USER_EMAIL);
            default -> false;
        };
    }

    /** {@code @if} the first path exists, it, else the second. */
    private static JsonNode firstOf(String first, String second) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        ObjectNode condition = nodes.objectNode();
        condition.set("exists", nodes.objectNode().put("@path", first));
        condition.set("then", nodes.objectNode().put("@path", first));
        condition.set("else", nodes.objectNode().put("@path", second));
        return nodes.objectNode().set("@if", condition);
    }

    /** For error messages. */
    static String keys() {
        return Arrays.stream(values()).map(MappingField::key).collect(Collectors.joining(", "));
    }

    /** Why a literal can never work in this field (rule M8). */
    Optional<String> problem(JsonNode literal) {
        FieldValue value = JsonPath.fieldOf(literal);
        String text = value.text();
        boolean usable =
                switch (this) {
                    case SEGMENT_AUDIENCE_ID, SEGMENT_AUDIENCE_KEY -> text != null && !Text.isBlank(text);
                    case SEGMENT_COMPUTATION_ACTION -> CLASSES.contains(String.valueOf(text));
                    case CONTEXT_KIND -> text != null && KIND.matcher(text).matches() && !RESERVED_KINDS.contains(text);
                    case CONTEXT_KEY ->
                        text != null && ContextKeyPriority.find(text).isPresent();
                    case SEGMENT_USER_ID, SEGMENT_ANONYMOUS_ID, USER_EMAIL -> value.shape() != Shape.COMPOUND;
                    case TRAITS_OR_PROPS -> literal.isObject();
                };
        return usable ? Optional.empty() : Optional.of("this literal can never work; expected " + expected());
    }

    private String expected() {
        return switch (this) {
            case SEGMENT_AUDIENCE_ID, SEGMENT_AUDIENCE_KEY -> "a text that is not blank, or a directive";
            case SEGMENT_COMPUTATION_ACTION -> "\"audience\", \"journey_step\" or a directive";
            case CONTEXT_KIND -> "letters, digits, \".\", \"_\" and \"-\" (not \"kind\" or \"multi\"), or a directive";
            case CONTEXT_KEY ->
                Arrays.stream(ContextKeyPriority.values())
                        .map(ContextKeyPriority::segmentName)
                        .collect(Collectors.joining(", ", "one of ", ", or a directive"));
            case SEGMENT_USER_ID, SEGMENT_ANONYMOUS_ID, USER_EMAIL -> "a text or a directive";
            case TRAITS_OR_PROPS -> "an object or a directive";
        };
    }
}
