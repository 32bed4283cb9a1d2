package io.github.camelaudience.launchdarkly.core.launchdarkly.rest;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Disposition;
import java.io.IOException;

/**
 * Holds an answer only until it is read: the body of one about projects holds {@code apiKey} and {@code mobileKey}, that of one about a
 * segment names people.
 *
 * @param outcome what the answer means by the table of {@link ApiOutcome}
 * @param body    the answer's document; empty if there is none, and if it was not accepted
 */
public record RestAnswer(ApiOutcome outcome, byte[] body) {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    /** Tells whether LaunchDarkly did what was asked. */
    public boolean isAccepted() {
        return outcome.disposition() == Disposition.ACCEPTED;
    }

    /** Gives the HTTP status. */
    public int status() {
        return outcome.status();
    }

    /**
     * Reads those members of the document that the type has, and keeps nothing of the others.
     *
     * @return {@code null} if it is not what the API documents, or too long; why is not kept, because the parser may quote what it read
     */
    public <T> T read(Class<T> type) {
        try {
            return MAPPER.readValue(body, type);
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public String toString() {
        return outcome.describeWithoutMessage();
    }
}
