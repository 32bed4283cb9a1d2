package io.github.camelaudience.launchdarkly.membership;

import java.util.Objects;

/**
 * One context enters or leaves one audience.
 *
 * @param slot         whose membership changes
 * @param audienceName the name LaunchDarkly shows; its {@code cohortName}
 * @param included     {@code true} enters, {@code false} leaves
 * @param eventTime    when it happened in milliseconds since the epoch, or {@link #NO_EVENT_TIME}
 * @param messageId    Segment's {@code messageId}, or {@code null}
 */
public record MembershipChange(
        MembershipSlot slot, String audienceName, boolean included, long eventTime, String messageId) {

    /** The message told no time at all: its place in the order is the order of arrival. */
    public static final long NO_EVENT_TIME = Long.MIN_VALUE;

    public MembershipChange {
        Objects.requireNonNull(slot, "slot");
        Objects.requireNonNull(audienceName, "audienceName");
    }

    /** Whether the message carried a time that can be compared. */
    public boolean hasEventTime() {
        return eventTime != NO_EVENT_TIME;
    }

    /** Whether this change happened strictly before {@code other}; unknown times are never before (rule D26). */
    public boolean isOlderThan(MembershipChange other) {
        return hasEventTime() && other.hasEventTime() && eventTime < other.eventTime;
    }
}
