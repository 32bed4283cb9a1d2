package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentBackend;
import io.github.camelaudience.launchdarkly.core.launchdarkly.UpdateTarget;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Gathers the changes of one lane that wait to be sent: at most one per slot, the last by event time, then by arrival (rule D16).
 * A change whose slot is in a batch already is behind it: it may go when the batch has let go of the slot, so that a slot is never
 * in two requests (rule D15). Not thread-safe; time is passed in.
 */
final class BatchWindow {

    /** Audiences that are not needed are forgotten when there are more of them than of the others, and more than this. */
    private static final int FEW = 64;

    private static final int NOT_COUNTED = -1;

    /** What is known of an audience of which something waits or is in a batch, or was a while ago. */
    private static final class Audience {
        private MembershipChange newest;
        /** Bytes that every member has of the newest change's name, or {@link #NOT_COUNTED} while none waits. */
        private int sharedBytes;

        private int ready;
        private int behind;
        /** How many of its changes batches have. */
        private int taken;

        private Audience(MembershipChange first, int sharedBytes) {
            this.newest = first;
            this.sharedBytes = sharedBytes;
        }

        private boolean isNeeded() {
            return ready > 0 || behind > 0 || taken > 0;
        }
    }

    private final UpdateTarget target;
    private final SegmentBackend backend;
    private final Map<String, Audience> audiences = new HashMap<>();
    private final Map<MembershipSlot, PendingChange> ready = new LinkedHashMap<>();
    private final Map<MembershipSlot, PendingChange> behind = new LinkedHashMap<>();
    /** How many batches have a slot that are in flight or will be; two at most for a moment, when a batch is parted. */
    private final Map<MembershipSlot, Integer> taken = new HashMap<>();

    /** What somebody else is writing at the moment; {@code null} as long as there is nothing. */
    private Resting resting;

    private int forgetAbove = FEW;
    private long openedAt;
    /** Of what is ready. */
    private long bytes;

    BatchWindow(UpdateTarget target, SegmentBackend backend) {
        this.target = target;
        this.backend = backend;
    }

    /**
     * Adds a change; of two of the same slot, one supersedes the other.
     *
     * @return whether it gives its audience another name than it had
     */
    boolean add(PendingChange pending, long now) {
        MembershipSlot slot = pending.change.slot();
        Audience audience = audiences.get(slot.audienceId());
        boolean renamed = false;
        if (audience == null) {
            forget();
            audience = new Audience(pending.change, sharedBytes(pending.change));
            audiences.put(slot.audienceId(), audience);
        } else {
            boolean newer = !pending.change.isOlderThan(audience.newest);
            renamed = newer && !audience.newest.audienceName().equals(pending.change.audienceName());
            MembershipChange newest = newer ? pending.change : audience.newest;
            if (renamed || audience.sharedBytes == NOT_COUNTED) {
                int before = audience.sharedBytes;
                audience.sharedBytes = sharedBytes(newest);
                bytes += (long) (audience.sharedBytes - before) * audience.ready;
            }
            audience.newest = newest;
        }
        if (taken.containsKey(slot)) {
            putBehind(behind, pending, audience);
        } else if (resting != null && resting.changes.containsKey(slot)) {
            putBehind(resting.changes, pending, audience);
        } else {
            addReady(pending, audience, now);
        }
        return renamed;
    }

    /** Adds a change to those of which one per slot waits without being ready. */
    private static void putBehind(
            Map<MembershipSlot, PendingChange> waiting, PendingChange pending, Audience audience) {
        PendingChange first = waiting.putIfAbsent(pending.change.slot(), pending);
        if (first == null) {
            audience.behind++;
        } else {
            waiting.put(pending.change.slot(), PendingChange.merge(first, pending));
        }
    }

    private int sharedBytes(MembershipChange change) {
        UpdateTarget ofAudience = target.audienceId() == null
                ? new UpdateTarget(target.environment(), change.slot().audienceId(), target.contextKind())
                : target;
        return backend.sharedBytes(ofAudience, change.audienceName());
    }

    private void addReady(PendingChange pending, Audience audience, long now) {
        if (ready.isEmpty()) {
            openedAt = now;
            bytes = 0;
        }
        MembershipSlot slot = pending.change.slot();
        PendingChange waiting = ready.putIfAbsent(slot, pending);
        if (waiting == null) {
            audience.ready++;
            bytes += audience.sharedBytes + pending.ownBytes();
        } else {
            ready.put(slot, PendingChange.merge(waiting, pending));
        }
    }

    /** Nothing waits, be it behind a batch or not. */
    boolean isEmpty() {
        return ready.isEmpty() && behind.isEmpty() && (resting == null || resting.changes.isEmpty());
    }

    /** How many audiences have a name here. */
    int audiences() {
        return audiences.size();
    }

    /** How many changes may go. */
    int ready() {
        return ready.size();
    }

    /** When the first of those came that may go. */
    long openedAt() {
        return openedAt;
    }

    /** Those that may go fill a request. */
    boolean isFull(int maxMembers, long maxBytes) {
        return ready.size() >= maxMembers || bytes >= maxBytes;
    }

    /** The names of these changes' audiences as the newest changes have them (rule D17); they outlive the changes themselves. */
    Map<String, String> names(Collection<PendingChange> members) {
        Map<String, String> names = new HashMap<>();
        for (PendingChange member : members) {
            String id = member.change.slot().audienceId();
            if (!names.containsKey(id)) {
                names.put(id, audiences.get(id).newest.audienceName());
            }
        }
        return names;
    }

    /** Takes out the first changes that may go and fit in one request (rule D18); at least one. */
    List<PendingChange> cut(int maxMembers, long maxBytes, long now) {
        List<PendingChange> batch = new ArrayList<>(Math.min(maxMembers, ready.size()));
        long room = maxBytes;
        Iterator<PendingChange> waiting = ready.values().iterator();
        while (waiting.hasNext() && batch.size() < maxMembers) {
            PendingChange next = waiting.next();
            int size = bytesOf(next);
            if (room < size && !batch.isEmpty()) {
                break;
            }
            room -= size;
            batch.add(next);
            waiting.remove();
            noLongerReady(next);
        }
        openedAt = now;
        return batch;
    }

    /** These are in a batch: whatever else waits of their slots is behind it. */
    void take(Collection<PendingChange> members) {
        for (PendingChange member : members) {
            MembershipSlot slot = member.change.slot();
            taken.merge(slot, 1, Integer::sum);
            Audience audience =
                    audiences.computeIfAbsent(slot.audienceId(), id -> new Audience(member.change, NOT_COUNTED));
            audience.taken++;
            PendingChange newer = ready.remove(slot);
            if (newer != null) {
                noLongerReady(newer);
                audience.behind++;
            } else if (resting != null) {
                newer = resting.changes.remove(slot);
            }
            if (newer != null) {
                behind.put(slot, newer);
            }
        }
    }

    /** These are in a batch no longer: what was behind it may go, unless another batch has the slot. */
    void letGo(Collection<PendingChange> members, long now) {
        for (PendingChange member : members) {
            MembershipSlot slot = member.change.slot();
            Audience audience = audiences.get(slot.audienceId());
            audience.taken--;
            if (taken.computeIfPresent(slot, (same, batches) -> batches == 1 ? null : batches - 1) != null) {
                continue;
            }
            PendingChange next = behind.remove(slot);
            if (next != null) {
                becomesReady(next, audience, now);
            }
        }
    }

    private void becomesReady(PendingChange next, Audience audience, long now) {
        audience.behind--;
        addReady(next, audience, now);
        openedAt = Math.min(openedAt, next.openedAt());
    }

    /** These leave their batch and are not ready before their time, which others need not wait for. */
    void rest(List<PendingChange> members, long until) {
        if (resting == null) {
            resting = new Resting();
        }
        List<MembershipSlot> slots = new ArrayList<>(members.size());
        for (PendingChange member : members) {
            MembershipSlot slot = member.change.slot();
            Audience audience = audiences.get(slot.audienceId());
            audience.taken--;
            taken.remove(slot);
            PendingChange newer = behind.remove(slot);
            if (newer == null) {
                audience.behind++;
            }
            resting.changes.put(slot, newer == null ? member : PendingChange.merge(member, newer));
            slots.add(slot);
        }
        resting.until(until, slots);
    }

    /** When the first of those may go that rest; {@link Long#MAX_VALUE} if none does. */
    long restsUntil() {
        return resting == null ? Long.MAX_VALUE : resting.next();
    }

    /** Those are ready whose time has come. */
    void wake(long now) {
        if (resting != null) {
            resting.wake(
                    now,
                    next -> becomesReady(next, audiences.get(next.change.slot().audienceId()), now));
            if (resting.next() == Long.MAX_VALUE) {
                resting = null;
            }
        }
    }

    /** Whether a batch has this slot. */
    boolean isTaken(MembershipSlot slot) {
        return taken.containsKey(slot);
    }

    /** Takes out what belongs to tickets opened at or before {@code millis}. */
    void expire(long millis, List<PendingChange> expired) {
        for (Iterator<Map.Entry<MembershipSlot, PendingChange>> each =
                        ready.entrySet().iterator();
                each.hasNext(); ) {
            Map.Entry<MembershipSlot, PendingChange> waiting = each.next();
            PendingChange member = waiting.getValue();
            PendingChange left = member.expire(millis, expired);
            if (left == null) {
                each.remove();
                noLongerReady(member);
            } else {
                waiting.setValue(left);
            }
        }
        expire(behind, millis, expired);
        if (resting != null) {
            expire(resting.changes, millis, expired);
        }
    }

    private void expire(Map<MembershipSlot, PendingChange> notReady, long millis, List<PendingChange> expired) {
        for (Iterator<Map.Entry<MembershipSlot, PendingChange>> each =
                        notReady.entrySet().iterator();
                each.hasNext(); ) {
            Map.Entry<MembershipSlot, PendingChange> waiting = each.next();
            PendingChange left = waiting.getValue().expire(millis, expired);
            if (left == null) {
                each.remove();
                audiences.get(waiting.getKey().audienceId()).behind--;
            } else {
                waiting.setValue(left);
            }
        }
    }

    /** Takes out what {@code chosen} chooses. */
    void clear(Predicate<PendingChange> chosen, List<PendingChange> cleared) {
        ready.values().removeIf(waiting -> {
            if (chosen.test(waiting)) {
                cleared.add(waiting);
                noLongerReady(waiting);
                return true;
            }
            return false;
        });
        clear(behind, chosen, cleared);
        if (resting != null) {
            clear(resting.changes, chosen, cleared);
        }
    }

    private void clear(
            Map<MembershipSlot, PendingChange> notReady, Predicate<PendingChange> chosen, List<PendingChange> cleared) {
        notReady.values().removeIf(waiting -> {
            if (chosen.test(waiting)) {
                cleared.add(waiting);
                audiences.get(waiting.change.slot().audienceId()).behind--;
                return true;
            }
            return false;
        });
    }

    private void noLongerReady(PendingChange member) {
        Audience audience = audiences.get(member.change.slot().audienceId());
        audience.ready--;
        bytes -= audience.sharedBytes + member.ownBytes();
    }

    private int bytesOf(PendingChange member) {
        return audiences.get(member.change.slot().audienceId()).sharedBytes + member.ownBytes();
    }

    /** Forgets names, so that there are never many more than audiences that wait or are in a batch. */
    private void forget() {
        if (audiences.size() >= forgetAbove) {
            audiences.values().removeIf(audience -> !audience.isNeeded());
            forgetAbove = Math.max(FEW, 2 * audiences.size());
        }
    }
}
