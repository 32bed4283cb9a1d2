package io.github.camelaudience.launchdarkly.core.launchdarkly;

/**
 * Tells what LaunchDarkly says of the two credentials.
 *
 * @param clientSideId        the client-side ID that was asked for
 * @param clientSideIdFinding whether LaunchDarkly knows it
 * @param clientSideIdWhy     one sentence
 * @param accessTokenFinding  whether LaunchDarkly accepts the access token
 * @param accessTokenWhy      one sentence
 */
public record CredentialsReport(
        String clientSideId,
        Finding clientSideIdFinding,
        String clientSideIdWhy,
        Finding accessTokenFinding,
        String accessTokenWhy) {

    /** Says what is known of one credential. */
    public enum Finding {
        /** LaunchDarkly knows or accepts it. */
        RIGHT,
        /** LaunchDarkly says that it does not: asked again, it would say the same. */
        WRONG,
        /** LaunchDarkly did not say: there was no answer, or one of an outage, of a limit or of something else than its API. */
        UNKNOWN;

        /** Reads what an answer of the REST API says of the access token, and of what was asked for with it. */
        public static Finding of(ApiOutcome outcome) {
            return switch (outcome.disposition()) {
                case ACCEPTED -> RIGHT;
                case UNAUTHORIZED -> outcome.isForeign403() ? UNKNOWN : WRONG;
                case THROTTLED, TRANSIENT, REFUSED, TOO_LARGE, HELD, AUDIENCE_HELD, BROKEN -> UNKNOWN;
            };
        }
    }

    /** Tells whether the client-side ID is right. */
    public boolean clientSideIdOk() {
        return clientSideIdFinding == Finding.RIGHT;
    }

    /** Tells whether the access token is right. */
    public boolean accessTokenOk() {
        return accessTokenFinding == Finding.RIGHT;
    }

    /** Tells whether both are right. */
    public boolean ok() {
        return clientSideIdOk() && accessTokenOk();
    }

    /** Tells whether LaunchDarkly said of one that it is wrong; if not, and they are not {@link #ok} either, it did not say. */
    public boolean isWrong() {
        return clientSideIdFinding == Finding.WRONG || accessTokenFinding == Finding.WRONG;
    }

    /** Says both sentences, with a semicolon between. */
    public String describe() {
        return clientSideIdWhy + "; " + accessTokenWhy;
    }
}
