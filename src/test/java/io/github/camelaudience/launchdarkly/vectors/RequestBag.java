package io.github.camelaudience.launchdarkly.vectors;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Requests without their order: each with how often it was made. */
record RequestBag(Map<SentRequest, Integer> counts) {

    static RequestBag of(List<SentRequest> requests) {
        Map<SentRequest, Integer> counts = new HashMap<>();
        requests.forEach(request -> counts.merge(request, 1, Integer::sum));
        return new RequestBag(counts);
    }

    int count(SentRequest request) {
        return counts.getOrDefault(request, 0);
    }
}
