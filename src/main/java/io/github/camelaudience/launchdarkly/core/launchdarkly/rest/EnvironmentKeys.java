package io.github.camelaudience.launchdarkly.core.launchdarkly.rest;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Names an environment as the public REST API does.
 *
 * @param projectKey     key of its project
 * @param environmentKey its own key, which is unique in the project only
 */
public record EnvironmentKeys(String projectKey, String environmentKey) {

    /** Checks that both are there. */
    public EnvironmentKeys {
        Objects.requireNonNull(projectKey, "projectKey");
        Objects.requireNonNull(environmentKey, "environmentKey");
    }

    /**
     * Takes both options, or neither.
     *
     * @return {@code null} if neither is given
     * @throws IllegalArgumentException when only one is given, or one is blank; the message says what to do
     */
    public static EnvironmentKeys ofOptions(String projectKey, String environmentKey) {
        if (projectKey == null && environmentKey == null) {
            return null;
        }
        require("projectKey", projectKey, "environmentKey");
        require("environmentKey", environmentKey, "projectKey");
        return new EnvironmentKeys(projectKey, environmentKey);
    }

    private static void require(String option, String value, String other) {
        if (value == null) {
            throw new IllegalArgumentException(
                    option + " is missing: " + other + " is given, and an environment is named"
                            + " by both. Give both, or neither to have them found by the client-side ID");
        }
        if (value.isBlank()) {
            throw new IllegalArgumentException(option + " must not be blank");
        }
    }

    String environmentPath() {
        return "/api/v2/projects/" + encode(projectKey) + "/environments/" + encode(environmentKey);
    }

    String segmentsPath() {
        return "/api/v2/segments/" + encode(projectKey) + "/" + encode(environmentKey);
    }

    /** Makes a segment of a path out of a key. */
    static String encode(String key) {
        return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Says both in words. */
    public String describe() {
        return "environment " + environmentKey + " of project " + projectKey;
    }
}
