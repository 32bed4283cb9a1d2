package io.github.camelaudience.launchdarkly.core.launchdarkly.rest;

import io.github.camelaudience.launchdarkly.core.launchdarkly.AccessToken;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiError;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiHeaders;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.RateFacts;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Transport;
import io.github.camelaudience.launchdarkly.core.launchdarkly.WebPage;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;

/**
 * Makes single requests to LaunchDarkly's public REST API and classifies their answers. Repeats nothing, and throws for nothing that is
 * answered or not answered. Thread-safe.
 */
public final class RestApi {

    static final String JSON = "application/json";
    static final String SEMANTIC_PATCH = "application/json; domain-model=launchdarkly.semanticpatch";

    private static final byte[] NO_BODY = {};

    private final Transport transport;
    private final String apiUrl;
    private final AccessToken accessToken;
    private final String userAgent;

    /**
     * Makes the client of one instance and account.
     *
     * @param transport   carries the requests
     * @param apiUrl      base URL, for example {@code https://app.launchdarkly.com}, without a slash at the end
     * @param accessToken sent to {@code apiUrl} only
     * @param userAgent   the {@code User-Agent} of all requests (rule D25)
     */
    public RestApi(Transport transport, String apiUrl, AccessToken accessToken, String userAgent) {
        this.transport = Objects.requireNonNull(transport, "transport");
        this.apiUrl = Objects.requireNonNull(apiUrl, "apiUrl");
        this.accessToken = Objects.requireNonNull(accessToken, "accessToken");
        this.userAgent = Objects.requireNonNull(userAgent, "userAgent");
    }

    /** Gives the base URL that requests go to. */
    String url() {
        return apiUrl;
    }

    /** Asks for a document. */
    public RestAnswer get(String path) {
        return ask("GET", path, ApiHeaders.of(accessToken, userAgent), NO_BODY);
    }

    /** Sends a document. */
    public RestAnswer post(String path, byte[] json) {
        return ask("POST", path, ApiHeaders.of(accessToken, userAgent, JSON), json);
    }

    /** Sends a semantic patch: instructions, of which LaunchDarkly applies all or none. */
    public RestAnswer patch(String path, byte[] semanticPatch) {
        return ask("PATCH", path, ApiHeaders.of(accessToken, userAgent, SEMANTIC_PATCH), semanticPatch);
    }

    private RestAnswer ask(String method, String path, Map<String, String> headers, byte[] body) {
        Transport.Reply reply;
        try {
            reply = transport.exchange(new Transport.Call(method, apiUrl + path, headers, body));
        } catch (IOException e) {
            return new RestAnswer(ApiOutcome.unanswered(e), NO_BODY);
        }
        boolean success = reply.status() >= 200 && reply.status() < 300;
        return success && !WebPage.isIn(reply)
                ? new RestAnswer(
                        ApiOutcome.answered(reply.status(), ApiError.NONE, RateFacts.parse(reply.headers())),
                        reply.body())
                : new RestAnswer(ApiOutcome.answered(reply), NO_BODY);
    }
}
