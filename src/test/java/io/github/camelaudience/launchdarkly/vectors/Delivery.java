package io.github.camelaudience.launchdarkly.vectors;

import java.util.List;

/**
 * What came of one delivery: recorded, or done by the component.
 *
 * @param requests in the order they were made
 * @param status   of an error: the status of the reply or of the validation, or {@code null}
 * @param failed   for a batch whether each event failed by itself, in input order; {@code null} for a single event,
 *                 and where the recording says nothing because the delivery failed as a whole
 */
record Delivery(List<SentRequest> requests, Outcome outcome, Integer status, List<Boolean> failed) {

    enum Outcome {
        /** At least one request and no error of the delivery. */
        SENT,
        /** No request and no error. */
        DROPPED,
        /** A single event was invalid or refused, or the delivery of a batch failed. */
        ERROR
    }

    Delivery {
        requests = List.copyOf(requests);
        failed = failed == null ? null : List.copyOf(failed);
    }

    /** Whether a user sees no difference: the order of requests and the status of an error aside. */
    boolean isLike(Delivery other) {
        return outcome == other.outcome
                && (failed == null || other.failed == null || failed.equals(other.failed))
                && RequestBag.of(requests).equals(RequestBag.of(other.requests));
    }
}
