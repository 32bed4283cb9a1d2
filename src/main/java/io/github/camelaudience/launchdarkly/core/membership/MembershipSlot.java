package io.github.camelaudience.launchdarkly.core.membership;

import java.util.Objects;

/**
 * Identifies one membership: a change sets the value of one membership, and order is kept for each.
 *
 * @param audience   the audience
 * @param contextKey the key of the context that enters or leaves
 */
public record MembershipSlot(AudienceKey audience, String contextKey) {

    public MembershipSlot {
        Objects.requireNonNull(audience, "audience");
        Objects.requireNonNull(contextKey, "contextKey");
    }

    /**
     * Identifies a membership of an audience that it does not share with others.
     *
     * @param environment the client-side ID of the LaunchDarkly environment
     * @param contextKind the LaunchDarkly context kind, for example {@code user}
     * @param audienceId  the audience's stable id; LaunchDarkly's {@code cohortId}
     * @param contextKey  the key of the context that enters or leaves
     */
    public MembershipSlot(String environment, String contextKind, String audienceId, String contextKey) {
        this(new AudienceKey(environment, contextKind, audienceId), contextKey);
    }

    /** Gives the client-side ID of the LaunchDarkly environment. */
    public String environment() {
        return audience.environment();
    }

    /** Gives the LaunchDarkly context kind. */
    public String contextKind() {
        return audience.contextKind();
    }

    /** Gives the audience's stable id. */
    public String audienceId() {
        return audience.audienceId();
    }

    /** Leaves out the context key, which may be an e-mail address: this may end up in a log. */
    @Override
    public String toString() {
        return "MembershipSlot[" + environment() + ", " + contextKind() + ", " + audienceId() + ", ***]";
    }
}
