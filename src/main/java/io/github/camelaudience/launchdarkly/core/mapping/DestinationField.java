package io.github.camelaudience.launchdarkly.core.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelaudience.launchdarkly.core.json.FieldValue;
import io.github.camelaudience.launchdarkly.core.json.FieldValue.Shape;
import io.github.camelaudience.launchdarkly.core.json.JsonPath;
import io.github.camelaudience.launchdarkly.core.membership.ContextKeyPriority;
import io.github.camelaudience.launchdarkly.core.membership.ContextKind;
import io.github.camelaudience.launchdarkly.core.membership.Text;
import io.github.camelaudience.launchdarkly.core.segment.MessageFact;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Names the fields of Segment's LaunchDarkly mapping that decide, and says where the default mapping takes each. */
@SuppressWarnings("ImmutableEnumChecker") // what a field comes from never changes
public enum DestinationField {
    SEGMENT_AUDIENCE_ID(MessageFact.COMPUTATION_ID, AudienceFields::audienceId),
    SEGMENT_AUDIENCE_KEY(MessageFact.COMPUTATION_KEY, AudienceFields::audienceKey),
    SEGMENT_COMPUTATION_ACTION(MessageFact.COMPUTATION_CLASS, AudienceFields::computationClass),
    /** Comes from the endpoint's option unless it is mapped. */
    CONTEXT_KIND(FieldSource.OPTION, AudienceFields::contextKind),
    SEGMENT_USER_ID(MessageFact.USER_ID, AudienceFields::userId),
    SEGMENT_ANONYMOUS_ID(MessageFact.ANONYMOUS_ID, AudienceFields::anonymousId),
    USER_EMAIL(new FieldSource.FirstEmail(), AudienceFields::email),
    /** Comes from the endpoint's option unless it is mapped. */
    CONTEXT_KEY(FieldSource.OPTION, AudienceFields::contextKey),
    /** Holds the flag: not one value but an object, see {@link MembershipSource}. */
    TRAITS_OR_PROPS((FieldSource) null, AudienceFields::membership);

    /** Those of which one becomes the context key. */
    public static final List<DestinationField> IDENTIFIERS = List.of(SEGMENT_USER_ID, SEGMENT_ANONYMOUS_ID, USER_EMAIL);

    /** Fields of the hosted destination that we do without (rule M12). */
    static final Set<String> IGNORED =
            Set.of("audience_action", "enable_batching", "batch_size", "batch_bytes", "batch_keys");

    private static final JsonNode DEFAULT_TRAITS_OR_PROPS = firstOf("$.properties", "$.traits");
    private static final JsonNode DEFAULT_USER_EMAIL = firstOf("$.traits.email", "$.context.traits.email");
    private static final Set<String> CLASSES = Set.of("audience", "journey_step");

    private final String segmentName = name().toLowerCase(Locale.ROOT);
    private final FieldSource defaultSource;
    private final String defaultPath;
    private final Function<AudienceFields, FieldValue> value;

    DestinationField(MessageFact fact, Function<AudienceFields, FieldValue> value) {
        this(new FieldSource.Fact(fact), value);
    }

    DestinationField(FieldSource defaultSource, Function<AudienceFields, FieldValue> value) {
        this.defaultSource = defaultSource;
        this.defaultPath = defaultSource == null ? "$" : defaultSource.path();
        this.value = value;
    }

    /** Returns the field that holds an identifier. */
    public static DestinationField of(ContextKeyPriority.Identifier identifier) {
        return switch (identifier) {
            case USER_ID -> SEGMENT_USER_ID;
            case EMAIL -> USER_EMAIL;
            case ANONYMOUS_ID -> SEGMENT_ANONYMOUS_ID;
        };
    }

    static Optional<DestinationField> find(String segmentName) {
        return Arrays.stream(values())
                .filter(field -> field.segmentName.equals(segmentName))
                .findFirst();
    }

    /** Returns the name that Segment's mapping has for it, for example {@code segment_user_id}. */
    public String segmentName() {
        return segmentName;
    }

    /** Returns the JSON path at which the default mapping looks first, or {@code $} when that is no single place. */
    public String defaultPath() {
        return defaultPath;
    }

    /** Returns where the default mapping takes it, or {@code null} for {@link #TRAITS_OR_PROPS}. */
    FieldSource defaultSource() {
        return defaultSource;
    }

    /** Returns the value of this field; of {@link #TRAITS_OR_PROPS}, that of the flag. */
    public FieldValue of(AudienceFields fields) {
        return value.apply(fields);
    }

    /** Whether the hosted destination refuses each message without it. */
    boolean isRequired() {
        return !IDENTIFIERS.contains(this);
    }

    /** Whether the endpoint has an option for it, which holds only as long as the mapping leaves the field alone. */
    boolean hasOption() {
        return defaultSource == FieldSource.OPTION;
    }

    /**
     * Whether this is what Segment's own default mapping has here, and what the rules D5 and D14 read better (rule D32): a
     * mapping that was copied as a whole does not mean to be without them.
     */
    boolean isDefault(JsonNode mapped) {
        return switch (this) {
            case TRAITS_OR_PROPS -> mapped.equals(DEFAULT_TRAITS_OR_PROPS);
            case USER_EMAIL -> mapped.equals(DEFAULT_USER_EMAIL);
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
    static String names() {
        return Arrays.stream(values()).map(DestinationField::segmentName).collect(Collectors.joining(", "));
    }

    /** Why a literal can never work in this field (rule M8). */
    Optional<String> problem(JsonNode literal) {
        FieldValue written = JsonPath.fieldOf(literal);
        String text = written.text();
        boolean usable =
                switch (this) {
                    case SEGMENT_AUDIENCE_ID, SEGMENT_AUDIENCE_KEY -> text != null && !Text.isBlank(text);
                    case SEGMENT_COMPUTATION_ACTION -> CLASSES.contains(String.valueOf(text));
                    case CONTEXT_KIND -> text != null && ContextKind.isValid(text);
                    case CONTEXT_KEY ->
                        text != null && ContextKeyPriority.find(text).isPresent();
                    case SEGMENT_USER_ID, SEGMENT_ANONYMOUS_ID, USER_EMAIL -> written.shape() != Shape.COMPOUND;
                    case TRAITS_OR_PROPS -> literal.isObject();
                };
        return usable ? Optional.empty() : Optional.of("this literal can never work; expected " + expected());
    }

    private String expected() {
        return switch (this) {
            case SEGMENT_AUDIENCE_ID, SEGMENT_AUDIENCE_KEY -> "a text that is not blank, or a directive";
            case SEGMENT_COMPUTATION_ACTION -> "\"audience\", \"journey_step\" or a directive";
            case CONTEXT_KIND -> "letters, digits, \".\", \"_\" and \"-\" (not \"kind\" or \"multi\"), or a directive";
            case CONTEXT_KEY -> "one of " + ContextKeyPriority.names() + ", or a directive";
            case SEGMENT_USER_ID, SEGMENT_ANONYMOUS_ID, USER_EMAIL -> "a text or a directive";
            case TRAITS_OR_PROPS -> "an object or a directive";
        };
    }
}
