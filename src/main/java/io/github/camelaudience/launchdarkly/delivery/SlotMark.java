package io.github.camelaudience.launchdarkly.delivery;

import io.github.camelaudience.launchdarkly.membership.MembershipChange;
import java.util.ArrayList;
import java.util.List;

/**
 * What was last accepted for a slot.
 *
 * @param eventTime  of the newest accepted change that had one, in milliseconds since the epoch; or
 *                   {@link MembershipChange#NO_EVENT_TIME}
 * @param messageIds of the last few accepted changes, oldest first
 */
public record SlotMark(long eventTime, List<String> messageIds) {

    /** Enough for the messages that share one instant, and for a source that repeats its last few. */
    static final int MAX_MESSAGE_IDS = 4;

    static final SlotMark NONE = new SlotMark(MembershipChange.NO_EVENT_TIME, List.of());

    public SlotMark {
        messageIds = List.copyOf(messageIds);
    }

    /** Whether nothing newer was accepted than this change, as far as the mark tells. */
    boolean isOf(MembershipChange change) {
        if (change.hasEventTime() && change.eventTime() < eventTime) {
            return false;
        }
        return change.messageId() == null
                || messageIds.isEmpty()
                || change.messageId().equals(messageIds.get(messageIds.size() - 1));
    }

    SlotMark after(MembershipChange change) {
        long newest = Math.max(eventTime, change.eventTime());
        if (change.messageId() == null) {
            return new SlotMark(newest, messageIds);
        }
        if (messageIds.isEmpty()) {
            return new SlotMark(newest, List.of(change.messageId()));
        }
        List<String> ids = new ArrayList<>(messageIds);
        ids.add(change.messageId());
        return new SlotMark(newest, ids.subList(Math.max(0, ids.size() - MAX_MESSAGE_IDS), ids.size()));
    }
}
