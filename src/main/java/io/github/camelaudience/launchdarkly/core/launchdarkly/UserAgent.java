package io.github.camelaudience.launchdarkly.core.launchdarkly;

/** Names the component to LaunchDarkly (rule D25). */
public final class UserAgent {

    /** Holds the value of the header {@code User-Agent}. */
    public static final String VALUE = "camel-launchdarkly-audience/" + version();

    private UserAgent() {}

    private static String version() {
        String version = UserAgent.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }
}
