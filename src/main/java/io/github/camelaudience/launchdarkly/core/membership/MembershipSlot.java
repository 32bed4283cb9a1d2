package io.github.camelaudience.launchdarkly.core.membership;

import java.util.Objects;

/**
 * Identifies one membership: a change sets the value of one membership, and order is kept for each.
 *
 * @param environment the client-side ID of the LaunchDarkly environment
 * @param contextKind the LaunchDarkly context kind, for example {@code user}
 * @param audienceId  the audience's stable id; LaunchDarkly's {@code cohortId}
 * @param contextKey  the key of the context that enters or leaves
 */
public record MembershipSlot(String environment, String contextKind, String audienceId, String contextKey) {

    public MembershipSlot {
        Objects.requireNonNull(environment, "environment");
        Objects.requireNonNull(contextKind, "contextKind");
        Objects.requireNonNull(audienceId, "audienceId");
        Objects.requireNonNull(contextKey, "contextKey");
    }

    /** Leaves out the context key, which may be an e-mail address: this may end up in a log. */
    @Override
    public String toString() {
        return "MembershipSlot[" + environment + ", " + contextKind + ", " + audienceId + ", ***]";
    }
}
