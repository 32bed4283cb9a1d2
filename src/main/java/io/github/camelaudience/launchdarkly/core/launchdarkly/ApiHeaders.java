package io.github.camelaudience.launchdarkly.core.launchdarkly;

import java.util.Map;

/** Makes the headers that LaunchDarkly's REST API asks for. */
public final class ApiHeaders {

    /** The current version of LaunchDarkly's REST API. */
    public static final String API_VERSION = "20240415";

    private ApiHeaders() {}

    /** Gives those of a request without a body: token, version of the API, and {@code User-Agent} (rule D25). */
    public static Map<String, String> of(AccessToken accessToken, String userAgent) {
        return Map.of("Authorization", accessToken.reveal(), "LD-API-Version", API_VERSION, "User-Agent", userAgent);
    }

    /** Gives those of a request with a body of that type. */
    public static Map<String, String> of(AccessToken accessToken, String userAgent, String contentType) {
        return Map.of(
                "Authorization",
                accessToken.reveal(),
                "Content-Type",
                contentType,
                "LD-API-Version",
                API_VERSION,
                "User-Agent",
                userAgent);
    }
}
