package io.github.camelaudience.launchdarkly.core.mapping;

import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;
import java.util.Optional;

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
     */
    default Optional<String> source(DestinationField field) {
        return Optional.empty();
    }

    /** Whether the user's mapping sets a field to what Segment's default mapping has there, which counts as not set (rule D32). */
    default boolean repeatsDefault(DestinationField field) {
        return false;
    }

    /** Returns where in a message a field stands, as a JSON path; {@code $} when a mapping may take it from anywhere. */
    default String pathOf(DestinationField field) {
        return "$";
    }

    /** Returns where in this message a field stands, where that depends on what the message has. */
    default String pathOf(DestinationField field, AudienceMessage message) {
        return pathOf(field);
    }

    /**
     * Returns where in a message the flag stands, as a JSON path.
     *
     * @param key the name of the member, or {@code null} when there is none
     */
    default String pathOfFlag(AudienceFields fields, String key) {
        return fields.membershipPath();
    }
}
