package io.github.camelaudience.launchdarkly.vectors;

import io.github.camelaudience.launchdarkly.vectors.Delivery.Outcome;
import java.util.List;
import java.util.Objects;

/**
 * What {@link ReferenceModel} expects of one delivery.
 *
 * @param requests in the order of the reference
 * @param failed   for a batch the expectation for each event; {@code null} as in {@link Delivery}
 */
record Prediction(List<Expected> requests, Outcome outcome, Integer status, List<ItemResult> failed) {

    /** What is expected of one event of a batch. */
    enum ItemResult {
        FINE,
        FAILED,
        /** It depends on what was sent before the sending stopped. */
        EITHER
    }

    /**
     * A request that is expected.
     *
     * @param mayRepeat it is retried, so it may be made more than once (rule D21)
     * @param optional  the sending may stop before it is made (rules D22 and D28)
     */
    record Expected(SentRequest request, boolean mayRepeat, boolean optional) {}

    Prediction {
        requests = List.copyOf(requests);
        failed = failed == null ? null : List.copyOf(failed);
    }

    static Prediction of(Outcome outcome, Integer status, List<ItemResult> failed) {
        return new Prediction(List.of(), outcome, status, failed);
    }

    /** The same without the status of an error, which is for information where nothing was sent. */
    Prediction withoutStatus() {
        return new Prediction(requests, outcome, null, failed);
    }

    /** Whether the recording is exactly this, with the order of requests and the status. */
    boolean isExactly(Delivery recorded) {
        return outcome == recorded.outcome()
                && Objects.equals(status, recorded.status())
                && recorded.requests()
                        .equals(requests.stream().map(Expected::request).toList())
                && (failed == null) == (recorded.failed() == null)
                && allowsFailed(recorded);
    }

    /** Whether the delivery is allowed by this: requests in any order, repeated and left out where that is said. */
    boolean allows(Delivery delivery) {
        return outcome == delivery.outcome() && allowsFailed(delivery) && allowsRequests(delivery);
    }

    private boolean allowsFailed(Delivery delivery) {
        if (failed == null || delivery.failed() == null) {
            return true;
        }
        boolean allowed = failed.size() == delivery.failed().size();
        for (int i = 0; allowed && i < failed.size(); i++) {
            allowed = failed.get(i) == ItemResult.EITHER
                    || (failed.get(i) == ItemResult.FAILED) == delivery.failed().get(i);
        }
        return allowed;
    }

    private boolean allowsRequests(Delivery delivery) {
        RequestBag actual = RequestBag.of(delivery.requests());
        RequestBag expected =
                RequestBag.of(requests.stream().map(Expected::request).toList());
        if (!expected.counts().keySet().containsAll(actual.counts().keySet())) {
            return false;
        }
        boolean anyExpected = !requests.isEmpty();
        if (anyExpected && delivery.requests().isEmpty()) {
            return false;
        }
        return requests.stream().allMatch(request -> {
            int count = actual.count(request.request());
            int most = request.mayRepeat() ? Integer.MAX_VALUE : expected.count(request.request());
            int least = request.optional() ? 0 : expected.count(request.request());
            return count >= least && count <= most;
        });
    }
}
