package io.github.camelaudience.launchdarkly.core.launchdarkly;

/** LaunchDarkly's instances and their hosts. The names are option values. */
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

    /** Base URL of the REST API. */
    public String apiUrl() {
        return apiUrl;
    }

    /** Base URL that client-side SDKs use; it knows every client-side ID. */
    public String clientSdkUrl() {
        return clientSdkUrl;
    }
}
