package io.github.camelaudience.launchdarkly.core.verdict;

/**
 * Holds what a route decides for a message in place of the endpoint's options; each {@code null} when it does not.
 *
 * @param environment  client-side ID of the environment
 * @param contextKind  the context kind; also wins over a mapped one
 * @param audienceName the name LaunchDarkly shows
 */
public record MessageOverrides(String environment, String contextKind, String audienceName) {

    /** Overrides nothing. */
    public static final MessageOverrides NONE = new MessageOverrides(null, null, null);
}
