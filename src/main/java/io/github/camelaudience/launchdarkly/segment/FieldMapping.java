package io.github.camelaudience.launchdarkly.segment;

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
     * What the user's mapping says of a field, as JSON or {@code unset}; empty when the default mapping holds. For
     * explanations only.
     *
     * @param field as Segment's mapping names it, for example {@code segment_user_id}
     */
    default Optional<String> source(String field) {
        return Optional.empty();
    }
}
