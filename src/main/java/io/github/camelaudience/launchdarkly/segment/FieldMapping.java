package io.github.camelaudience.launchdarkly.segment;

/** Turns the facts of a message into the fields that decide. Immutable and safe for use by many threads. */
@FunctionalInterface
public interface FieldMapping {

    /**
     * The fields of one message.
     *
     * @throws MappingFailedException when the mapping cannot be evaluated on this message
     */
    AudienceFields map(AudienceMessage message) throws MappingFailedException;
}
