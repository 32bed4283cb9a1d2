package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentBackend;
import io.github.camelaudience.launchdarkly.core.launchdarkly.UpdateTarget;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gathers the changes of one lane that wait to be sent: at most one per slot, the last by event time, then by arrival (rule D16).
 * Not thread-safe; time is passed in.
 */
final class BatchWindow {

    private final UpdateTarget target;
    private final SegmentBackend backend;
    private final Map<MembershipSlot, PendingChange> bySlot = new LinkedHashMap<>();
    private MembershipChange newest;
    /** Bytes that every member has of the newest change's name. */
    private int sharedBytes;

    private long openedAt;
    private long bytes;

    BatchWindow(UpdateTarget target, SegmentBackend backend) {
        this.target = target;
        this.backend = backend;
    }

    /** Adds a change; of two of the same slot, one supersedes the other. */
    void add(PendingChange pending, long now) {
        MembershipChange change = pending.change;
        if (newest == null || !change.isOlderThan(newest)) {
            if (newest == null || !newest.audienceName().equals(change.audienceName())) {
                sharedBytes = backend.sharedBytes(target, change.audienceName());
            }
            newest = change;
        }
        if (bySlot.isEmpty()) {
            openedAt = now;
            bytes = 0;
        }
        PendingChange waiting = bySlot.putIfAbsent(change.slot(), pending);
        if (waiting == null) {
            bytes += bytesOf(pending);
        } else {
            bySlot.put(change.slot(), PendingChange.merge(waiting, pending));
        }
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
            int size = bytesOf(next);
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
        for (Iterator<Map.Entry<MembershipSlot, PendingChange>> each =
                        bySlot.entrySet().iterator();
                each.hasNext(); ) {
            Map.Entry<MembershipSlot, PendingChange> waiting = each.next();
            int size = bytesOf(waiting.getValue());
            PendingChange left = waiting.getValue().expire(millis, expired);
            if (left == null) {
                bytes -= size;
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

    private int bytesOf(PendingChange member) {
        return sharedBytes + member.ownBytes();
    }
}
