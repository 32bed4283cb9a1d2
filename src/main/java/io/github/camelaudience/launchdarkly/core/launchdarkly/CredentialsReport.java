package io.github.camelaudience.launchdarkly.core.launchdarkly;

/**
 * Tells what LaunchDarkly says of the two credentials.
 *
 * @param clientSideId    the client-side ID that was asked for
 * @param clientSideIdOk  whether LaunchDarkly knows it
 * @param clientSideIdWhy one sentence
 * @param accessTokenOk   whether LaunchDarkly accepts the access token
 * @param accessTokenWhy  one sentence
 */
public record CredentialsReport(
        String clientSideId,
        boolean clientSideIdOk,
        String clientSideIdWhy,
        boolean accessTokenOk,
        String accessTokenWhy) {

    /** Tells whether both are right. */
    public boolean ok() {
        return clientSideIdOk && accessTokenOk;
    }

    /** Says both sentences, with a semicolon between. */
    public String describe() {
        return clientSideIdWhy + "; " + accessTokenWhy;
    }
}
