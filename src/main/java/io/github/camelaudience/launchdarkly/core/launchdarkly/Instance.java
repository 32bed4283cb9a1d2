package io.github.camelaudience.launchdarkly.core.launchdarkly;

/** Names LaunchDarkly's instances and their hosts. The names are option values. */
public enum Instance {
    /** {@code app.launchdarkly.com}. */
    commercial("https://app.launchdarkly.com", "https://clientsdk.launchdarkly.com"),
    /** {@code app.eu.launchdarkly.com}. Whether synced segments are available there is not documented for Segment. */
    eu("https://app.eu.launchdarkly.com", "https://clientsdk.eu.launchdarkly.com"),
    /** {@code app.launchdarkly.us}. Whether synced segments are available there is not documented for Segment. */
    federal("https://app.launchdarkly.us", "https://clientsdk.launchdarkly.us");

    private final String apiUrl;
    private final String clientSdkUrl;

    Instance(String apiUrl, String clientSdkUrl) {
        this.apiUrl = apiUrl;
        this.clientSdkUrl = clientSdkUrl;
    }

    /** Gives the base URL of the REST API, without a slash at the end. */
    public String apiUrl() {
        return apiUrl;
    }

    /** Gives the base URL that client-side SDKs use, without a slash at the end; it knows every client-side ID. */
    public String clientSdkUrl() {
        return clientSdkUrl;
    }
}
