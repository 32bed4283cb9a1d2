package io.github.camelaudience.launchdarkly.core.membership;

import java.util.Objects;

/**
 * Says that one context is to leave all audiences of an environment, and to be forgotten (rule D36).
 *
 * @param environment the client-side ID of the LaunchDarkly environment
 * @param contextKind the LaunchDarkly context kind
 * @param contextKey  the key of the context
 * @param deletedAt   when the person was deleted in milliseconds since the epoch, or {@link MembershipChange#NO_EVENT_TIME}
 */
public record PersonDeletion(String environment, String contextKind, String contextKey, long deletedAt) {

    public PersonDeletion {
        Objects.requireNonNull(environment, "environment");
        Objects.requireNonNull(contextKind, "contextKind");
        Objects.requireNonNull(contextKey, "contextKey");
    }

    /** Returns the change by which the context leaves one audience; nothing in it tells which message asked for it. */
    public MembershipChange exit(String audienceId, String audienceName) {
        return new MembershipChange(
                new MembershipSlot(environment, contextKind, audienceId, contextKey),
                audienceName,
                false,
                deletedAt,
                null);
    }

    /**
     * Returns the deletion as it counts when it arrives: without a time, or with one that is further ahead than clocks differ, it happens
     * now (rule D26).
     *
     * @param now the time of arrival in milliseconds since the epoch
     */
    public PersonDeletion arrivedAt(long now) {
        MembershipChange arrived = exit("", "").arrivedAt(now);
        return new PersonDeletion(
                environment, contextKind, contextKey, arrived.hasEventTime() ? arrived.eventTime() : now);
    }

    /** Tells whether a change is one of this context, and did not happen after the deletion. */
    public boolean outdates(MembershipChange change) {
        MembershipSlot slot = change.slot();
        return slot.contextKey().equals(contextKey)
                && slot.contextKind().equals(contextKind)
                && slot.environment().equals(environment)
                && change.hasEventTime()
                && change.eventTime() <= deletedAt;
    }

    /** Leaves out the context key, which may be an e-mail address. */
    @Override
    public String toString() {
        return "PersonDeletion[" + environment + ", " + contextKind + ", ***, " + deletedAt + "]";
    }
}
