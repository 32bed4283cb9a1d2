package io.github.camelaudience.launchdarkly.core.ledger;

import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;

/**
 * Tells what LaunchDarkly last accepted for a membership.
 *
 * @param included    the accepted value: {@code true} is in
 * @param eventTime   the newest time of all that was accepted or superseded, in milliseconds since the epoch; or
 *                    {@link MembershipChange#NO_EVENT_TIME}
 * @param messageId   Segment's {@code messageId} of the accepted change, or {@code null}
 * @param messageTime the time of the accepted change itself, or {@link MembershipChange#NO_EVENT_TIME}
 * @param acceptedAt  when LaunchDarkly's answer came, in milliseconds since the epoch
 * @param requestId   LaunchDarkly's id of the request, or {@code null}
 * @param source      where the accepted change came from, or {@code null}
 */
public record Mark(
        boolean included,
        long eventTime,
        String messageId,
        long messageTime,
        long acceptedAt,
        String requestId,
        String source) {

    /**
     * Gives the mark that follows when a change is accepted.
     *
     * @param newestBefore the newest event time that counts besides the change's own
     */
    public static Mark of(MembershipChange change, long newestBefore, Acceptance answer) {
        return new Mark(
                change.included(),
                Math.max(newestBefore, change.eventTime()),
                change.messageId(),
                change.eventTime(),
                answer.acceptedAt(),
                answer.requestId(),
                change.source());
    }

    /** Tells whether nothing newer was accepted than this change, as far as the mark tells. */
    boolean isNoNewerThan(MembershipChange change) {
        if (change.hasEventTime() && change.eventTime() < eventTime) {
            return false;
        }
        return change.messageId() == null || messageId == null || messageId.equals(change.messageId());
    }
}
