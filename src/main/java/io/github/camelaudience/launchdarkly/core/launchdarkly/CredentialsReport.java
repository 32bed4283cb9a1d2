package io.github.camelaudience.launchdarkly.core.launchdarkly;

/**
 * What LaunchDarkly says of the two credentials.
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

    /** Whether both are right. */
    public boolean ok() {
        return clientSideIdOk && accessTokenOk;
    }

    /** Both sentences. */
    public String describe() {
        return clientSideIdWhy + "; " + accessTokenWhy;
    }
}
