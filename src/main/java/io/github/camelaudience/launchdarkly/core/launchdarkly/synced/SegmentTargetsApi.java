package io.github.camelaudience.launchdarkly.core.launchdarkly.synced;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import io.github.camelaudience.launchdarkly.core.launchdarkly.AccessToken;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentTargets;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentTargetsRequest;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Transport;

/**
 * {@code POST /api/v2/segment-targets/segment-audiences}
 * (<a href="https://launchdarkly.com/docs/guides/integrations/build-synced-segments">LaunchDarkly's partner guide</a>).
 */
public final class SegmentTargetsApi implements SegmentTargets {

    /** The current version of LaunchDarkly's REST API. */
    public static final String API_VERSION = "20240415";

    static final String PATH = "/api/v2/segment-targets/segment-audiences";

    private final Transport transport;
    private final String url;
    private final Map<String, String> headers;

    /**
     * The endpoint of one instance.
     *
     * @param baseUrl for example {@code https://app.launchdarkly.com}, without a slash at the end
     */
    public SegmentTargetsApi(Transport transport, String baseUrl, AccessToken accessToken, String userAgent) {
        this.transport = Objects.requireNonNull(transport, "transport");
        this.url = baseUrl + PATH;
        this.headers = Map.of(
                "Authorization",
                accessToken.reveal(),
                "Content-Type",
                "application/json",
                "LD-API-Version",
                API_VERSION,
                "User-Agent",
                userAgent);
    }

    @Override
    public ApiOutcome send(SegmentTargetsRequest request) {
        byte[] body = SyncedSegmentsJson.write(request);
        try {
            return ApiOutcome.answered(transport.exchange(new Transport.Call("POST", url, headers, body)));
        } catch (IOException e) {
            return ApiOutcome.unanswered(e);
        }
    }
}
