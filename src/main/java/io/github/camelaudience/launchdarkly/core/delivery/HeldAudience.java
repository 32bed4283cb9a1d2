package io.github.camelaudience.launchdarkly.core.delivery;

import java.util.Objects;

/**
 * Names an audience that LaunchDarkly does not let be written, although no member is to blame.
 *
 * @param environment client-side ID of its environment
 * @param audienceId  the audience's stable id
 * @param cause       why
 */
public record HeldAudience(String environment, String audienceId, DeliveryFailure cause) {

    /** Checks that all are there. */
    public HeldAudience {
        Objects.requireNonNull(environment, "environment");
        Objects.requireNonNull(audienceId, "audienceId");
        Objects.requireNonNull(cause, "cause");
    }
}
