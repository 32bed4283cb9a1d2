package io.github.camelaudience.launchdarkly.core.membership;

import java.util.Objects;

/**
 * Says that one context enters or leaves one audience.
 *
 * @param slot         whose membership changes
 * @param audienceName the name LaunchDarkly shows; its {@code cohortName}
 * @param included     {@code true} enters, {@code false} leaves
 * @param eventTime    when it happened in milliseconds since the epoch, or {@link #NO_EVENT_TIME}
 * @param messageId    Segment's {@code messageId}, or {@code null}
 * @param origin       where it came from and by which field of the message, for who asks why; or {@code null}
 */
public record MembershipChange(
        MembershipSlot slot,
        String audienceName,
        boolean included,
        long eventTime,
        String messageId,
        ChangeOrigin origin) {

    /** Says that the message told no time at all: its place in the order is the order of arrival. */
    public static final long NO_EVENT_TIME = Long.MIN_VALUE;

    /** How far ahead of ours a clock may be, in milliseconds: 5 minutes. */
    private static final long MOST_AHEAD = 300_000;

    public MembershipChange {
        Objects.requireNonNull(slot, "slot");
        Objects.requireNonNull(audienceName, "audienceName");
    }

    /** Makes a change of which nobody knows where it came from. */
    public MembershipChange(
            MembershipSlot slot, String audienceName, boolean included, long eventTime, String messageId) {
        this(slot, audienceName, included, eventTime, messageId, (ChangeOrigin) null);
    }

    /** Makes a change that came from where a text says; {@code null} for nobody knows. */
    public MembershipChange(
            MembershipSlot slot,
            String audienceName,
            boolean included,
            long eventTime,
            String messageId,
            String source) {
        this(slot, audienceName, included, eventTime, messageId, ChangeOrigin.of(source));
    }

    /** Tells where it came from and by which field of the message, in words for who asks why; or {@code null}. */
    public String source() {
        return origin == null ? null : origin.text();
    }

    /** Tells whether the message carried a time that can be compared. */
    public boolean hasEventTime() {
        return eventTime != NO_EVENT_TIME;
    }

    /**
     * Returns the change as it counts when it arrives: a time that is further ahead than clocks differ was never the
     * time of an event. Taken at its word, it would make every later change of the membership {@code STALE} until that time
     * has come (rule D26).
     *
     * @param now the time of arrival in milliseconds since the epoch
     */
    public MembershipChange arrivedAt(long now) {
        return eventTime <= now + MOST_AHEAD ? this : happenedAt(now);
    }

    /** Returns the same change at another time. */
    public MembershipChange happenedAt(long millis) {
        return new MembershipChange(slot, audienceName, included, millis, messageId, origin);
    }

    /** Returns the same change, of which is known that it came from this place, too. */
    public MembershipChange from(String place) {
        return from(known().at(place));
    }

    /** Returns the same change, of which is known that it came from this line of a file, too; lines count from 1. */
    public MembershipChange from(String file, long line) {
        return from(known().at(file, line));
    }

    /**
     * Returns the same change, of which is known where in a document it stood, too.
     *
     * @param container JSON path of what holds the message
     * @param index     position of the message in it, from 0; negative when the container is the message
     */
    public MembershipChange from(String document, String container, int index) {
        return from(known().at(document, container, index));
    }

    private ChangeOrigin known() {
        return origin == null ? ChangeOrigin.UNKNOWN : origin;
    }

    private MembershipChange from(ChangeOrigin place) {
        return new MembershipChange(slot, audienceName, included, eventTime, messageId, place);
    }

    /** Tells whether this change happened strictly before {@code other}; unknown times are never before (rule D26). */
    public boolean isOlderThan(MembershipChange other) {
        return hasEventTime() && other.hasEventTime() && eventTime < other.eventTime;
    }
}
