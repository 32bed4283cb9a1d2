package io.github.camelaudience.launchdarkly.vectors;

/** What the model makes of one event. */
sealed interface EventVerdict {

    /** Not for the destination, and no error. */
    record Skipped() implements EventVerdict {}

    /** An error of this event alone. */
    record Failed() implements EventVerdict {}

    /**
     * A member of a request.
     *
     * @param userId the context key, or {@code null} when the reference sends none
     */
    record Member(String kind, String audienceId, String audienceName, String userId, boolean value, long time)
            implements EventVerdict {}
}
