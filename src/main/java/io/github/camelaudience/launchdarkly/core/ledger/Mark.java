package io.github.camelaudience.launchdarkly.core.ledger;

import io.github.camelaudience.launchdarkly.core.membership.ChangeOrigin;
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
 * @param origin      where the accepted change came from, or {@code null}
 * @param since       the time of the change with which the present value began, in milliseconds since the epoch, or when it was accepted if it
 *                    had none; {@link MembershipChange#NO_EVENT_TIME} when that is not known
 */
public record Mark(
        boolean included,
        long eventTime,
        String messageId,
        long messageTime,
        long acceptedAt,
        String requestId,
        ChangeOrigin origin,
        long since) {

    /** Makes a mark whose change came from where a text says; {@code null} for nobody knows. */
    public Mark(
            boolean included,
            long eventTime,
            String messageId,
            long messageTime,
            long acceptedAt,
            String requestId,
            String source,
            long since) {
        this(included, eventTime, messageId, messageTime, acceptedAt, requestId, ChangeOrigin.of(source), since);
    }

    /** Tells where the accepted change came from, or {@code null}. */
    public String source() {
        return origin == null ? null : origin.text();
    }

    /**
     * Gives the mark that follows when a change is accepted.
     *
     * @param before     what was accepted before, or {@code null}
     * @param superseded the newest event time of what the change has superseded, or {@link MembershipChange#NO_EVENT_TIME}
     */
    public static Mark of(MembershipChange change, Mark before, long superseded, Acceptance answer) {
        long newest = before == null ? superseded : Math.max(before.eventTime, superseded);
        return new Mark(
                change.included(),
                Math.max(newest, change.eventTime()),
                change.messageId(),
                change.eventTime(),
                answer.acceptedAt(),
                answer.requestId(),
                change.origin(),
                before != null && before.included == change.included() ? before.since : beginning(change, answer));
    }

    private static long beginning(MembershipChange change, Acceptance answer) {
        return change.hasEventTime() ? change.eventTime() : answer.acceptedAt();
    }

    /** Tells whether nothing newer was accepted than this change, as far as the mark tells. */
    boolean isNoNewerThan(MembershipChange change) {
        if (change.hasEventTime() && change.eventTime() < eventTime) {
            return false;
        }
        return change.messageId() == null || messageId == null || messageId.equals(change.messageId());
    }
}
