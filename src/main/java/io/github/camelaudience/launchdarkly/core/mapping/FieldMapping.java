package io.github.camelaudience.launchdarkly.core.mapping;

import java.util.Optional;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;

/** Turns the facts of a message into the fields that decide. Immutable and safe for use by many threads. */
@FunctionalInterface
public interface FieldMapping {

    /**
     * The fields of one message.
     *
     * @throws MappingFailedException when the mapping cannot be evaluated on this message
     */
    AudienceFields map(AudienceMessage message) throws MappingFailedException;

    /**
     * The same, but an identifier of a person that cannot be evaluated is {@link io.github.camelaudience.launchdarkly.core.json.FieldValue.Shape#FAILED}: that matters only
     * if the priority asks for it (rule D27).
     *
     * @throws MappingFailedException when any other field cannot be evaluated on this message
     */
    default AudienceFields mapWithFailures(AudienceMessage message) throws MappingFailedException {
        return map(message);
    }

    /**
     * What the user's mapping says of a field, as JSON or {@code unset}; empty when the default mapping holds. For
     * explanations only.
     *
     * @param field as Segment's mapping names it, for example {@code segment_user_id}
     */
    default Optional<String> source(String field) {
        return Optional.empty();
    }

    /** Whether the user's mapping sets a field to what Segment's default mapping has there, which counts as not set (rule D32). */
    default boolean repeatsDefault(String field) {
        return false;
    }
}
