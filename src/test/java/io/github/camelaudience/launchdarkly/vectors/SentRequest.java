package io.github.camelaudience.launchdarkly.vectors;

import java.util.Map;
import java.util.Objects;

/**
 * A request on the wire, as far as it is the contract. The user agent is left out: it differs always (rule D25).
 *
 * @param headers  {@code authorization}, {@code content-type} and {@code ld-api-version}, by lower-case name
 * @param body     the body as a JSON value, or {@link Js#NULL} for none
 * @param received {@code false} when it was sent to a port where nothing listens
 */
record SentRequest(String method, String url, Map<String, String> headers, Js body, boolean received) {

    static final String URL = "https://app.launchdarkly.com/api/v2/segment-targets/segment-audiences";
    static final String AUTHORIZATION = "authorization";

    SentRequest {
        Objects.requireNonNull(body, "body");
        headers = Map.copyOf(headers);
    }

    static SentRequest post(String authorization, Js body, boolean received) {
        Map<String, String> headers =
                Map.of(AUTHORIZATION, authorization, "content-type", "application/json", "ld-api-version", "20240415");
        return new SentRequest("POST", URL, headers, body, received);
    }
}
