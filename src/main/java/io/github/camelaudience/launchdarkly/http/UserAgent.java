package io.github.camelaudience.launchdarkly.http;

/** How the component names itself to LaunchDarkly (rule D25). */
public final class UserAgent {

    public static final String VALUE = "camel-launchdarkly-audience/" + version();

    private UserAgent() {}

    private static String version() {
        String version = UserAgent.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }
}
