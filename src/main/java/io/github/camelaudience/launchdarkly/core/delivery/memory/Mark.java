package io.github.camelaudience.launchdarkly.core.delivery.memory;

import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;

/**
 * Remembers what was last accepted for a slot.
 *
 * @param eventTime   of the newest accepted change that had one, in milliseconds since the epoch; or
 *                    {@link MembershipChange#NO_EVENT_TIME}
 * @param messageId   of the last accepted change, or {@code null} if it had none
 * @param included    the value of the last accepted change
 * @param messageTime the event time of the last accepted change, or {@link MembershipChange#NO_EVENT_TIME}
 */
public record Mark(long eventTime, String messageId, boolean included, long messageTime) {

    static final Mark NONE = new Mark(MembershipChange.NO_EVENT_TIME, null, false, MembershipChange.NO_EVENT_TIME);

    /** Whether nothing newer was accepted than this change, as far as the mark tells. */
    boolean isNoNewerThan(MembershipChange change) {
        if (change.hasEventTime() && change.eventTime() < eventTime) {
            return false;
        }
        return change.messageId() == null || messageId == null || messageId.equals(change.messageId());
    }

    Mark after(MembershipChange change) {
        return new Mark(
                Math.max(eventTime, change.eventTime()), change.messageId(), change.included(), change.eventTime());
    }

    /** Whether this change is the last accepted one once more: the same id, value and event time (rule D29). */
    boolean isOf(MembershipChange change) {
        return messageId != null
                && messageId.equals(change.messageId())
                && included == change.included()
                && messageTime == change.eventTime();
    }
}
