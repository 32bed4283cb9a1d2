package io.github.camelaudience.launchdarkly.core.mapping;

import io.github.camelaudience.launchdarkly.core.membership.ContextKeyPriority;
import java.util.List;
import java.util.function.Function;
import io.github.camelaudience.launchdarkly.core.json.FieldValue;

/** The fields of Segment's mapping that become text: their names there, and where the default mapping takes them. */
public enum DestinationField {
    SEGMENT_AUDIENCE_ID("segment_audience_id", "$.context.personas.computation_id", AudienceFields::audienceId),
    SEGMENT_AUDIENCE_KEY("segment_audience_key", "$.context.personas.computation_key", AudienceFields::audienceKey),
    CONTEXT_KIND("context_kind", "$", AudienceFields::contextKind),
    CONTEXT_KEY("context_key", "$", AudienceFields::contextKey),
    SEGMENT_USER_ID("segment_user_id", "$.userId", AudienceFields::userId),
    SEGMENT_ANONYMOUS_ID("segment_anonymous_id", "$.anonymousId", AudienceFields::anonymousId),
    USER_EMAIL("user_email", "$.traits.email", AudienceFields::email);

    /** Those of which one becomes the context key. */
    public static final List<DestinationField> IDENTIFIERS = List.of(SEGMENT_USER_ID, SEGMENT_ANONYMOUS_ID, USER_EMAIL);

    private final String segmentName;
    private final String defaultPath;
    private final Function<AudienceFields, FieldValue> value;

    DestinationField(String segmentName, String defaultPath, Function<AudienceFields, FieldValue> value) {
        this.segmentName = segmentName;
        this.defaultPath = defaultPath;
        this.value = value;
    }

    public static DestinationField of(ContextKeyPriority.Identifier identifier) {
        return switch (identifier) {
            case USER_ID -> SEGMENT_USER_ID;
            case EMAIL -> USER_EMAIL;
            case ANONYMOUS_ID -> SEGMENT_ANONYMOUS_ID;
        };
    }

    public String segmentName() {
        return segmentName;
    }

    public String defaultPath() {
        return defaultPath;
    }

    public FieldValue of(AudienceFields fields) {
        return value.apply(fields);
    }
}
