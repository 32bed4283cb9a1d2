package io.github.camelaudience.launchdarkly.membership;

/**
 * The identifiers of one message, each as text or {@code null}. Blank text counts as absent (rule D7).
 *
 * @param userId      Segment's {@code userId}
 * @param anonymousId Segment's {@code anonymousId}
 * @param email       the e-mail address
 */
public record Identifiers(String userId, String anonymousId, String email) {

    static boolean present(String identifier) {
        return identifier != null && !Text.isBlank(identifier);
    }
}
