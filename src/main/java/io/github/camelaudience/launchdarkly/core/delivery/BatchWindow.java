package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.launchdarkly.synced.SyncedSegmentsJson;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Changes of one lane that wait to be sent: at most one per slot, the last by event time, then by arrival (rule D16).
 * Not thread-safe; time is passed in.
 */
final class BatchWindow {

    private final Map<String, PendingChange> bySlot = new LinkedHashMap<>();
    private MembershipChange newest;
    private int audienceBytes;
    private long openedAt;
    private long bytes;

    /** Adds a change; where a newer one of the same slot waits already, it rides along with that. */
    void add(PendingChange pending, long now) {
        MembershipChange change = pending.change;
        if (bySlot.isEmpty()) {
            openedAt = now;
            bytes = 0;
        }
        if (newest == null || !change.isOlderThan(newest)) {
            if (newest == null || !newest.audienceName().equals(change.audienceName())) {
                audienceBytes = SyncedSegmentsJson.audienceBytes(
                        change.audienceName(), change.slot().audienceId());
            }
            newest = change;
        }
        String contextKey = change.slot().contextKey();
        PendingChange waiting = bySlot.get(contextKey);
        if (waiting == null) {
            bytes += memberBytes(contextKey);
        }
        bySlot.put(contextKey, waiting == null ? pending : PendingChange.merge(waiting, pending));
    }

    boolean isEmpty() {
        return bySlot.isEmpty();
    }

    int size() {
        return bySlot.size();
    }

    /** When the first of the waiting changes came. */
    long openedAt() {
        return openedAt;
    }

    boolean isFull(int maxMembers, long maxBytes) {
        return bySlot.size() >= maxMembers || bytes >= maxBytes;
    }

    /** The audience's name as the newest change has it (rule D17); outlives the changes themselves. */
    String audienceName() {
        return newest.audienceName();
    }

    /** Takes out the first changes that fit in one request (rule D18); at least one. */
    List<PendingChange> cut(int maxMembers, long maxBytes, long now) {
        List<PendingChange> batch = new ArrayList<>(Math.min(maxMembers, bySlot.size()));
        long room = maxBytes;
        Iterator<PendingChange> waiting = bySlot.values().iterator();
        while (waiting.hasNext() && batch.size() < maxMembers) {
            PendingChange next = waiting.next();
            int size = memberBytes(next.change.slot().contextKey());
            if (room < size && !batch.isEmpty()) {
                break;
            }
            room -= size;
            bytes -= size;
            batch.add(next);
            waiting.remove();
        }
        openedAt = now;
        bytes = bySlot.isEmpty() ? 0 : Math.max(0, bytes);
        return batch;
    }

    /** Takes out what belongs to tickets opened at or before {@code millis}. */
    void expire(long millis, List<PendingChange> expired) {
        for (Iterator<Map.Entry<String, PendingChange>> each = bySlot.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<String, PendingChange> waiting = each.next();
            PendingChange left = waiting.getValue().expire(millis, expired);
            if (left == null) {
                bytes -= memberBytes(waiting.getKey());
                each.remove();
            } else {
                waiting.setValue(left);
            }
        }
        bytes = Math.max(0, bytes);
    }

    /** Takes out everything. */
    void clear(List<PendingChange> cleared) {
        cleared.addAll(bySlot.values());
        bySlot.clear();
    }

    private int memberBytes(String contextKey) {
        return audienceBytes + SyncedSegmentsJson.keyBytes(contextKey);
    }
}
