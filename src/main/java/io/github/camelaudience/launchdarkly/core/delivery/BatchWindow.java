package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentBackend;
import io.github.camelaudience.launchdarkly.core.launchdarkly.UpdateTarget;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Predicate;

/**
 * Gathers the changes of one lane that wait to be sent: at most one per slot, the last by event time, then by arrival (rule D16).
 * A change whose slot is in a batch already is behind it: it may go when the batch has let go of the slot, so that a slot is never
 * in two requests (rule D15). Likewise what somebody else is writing at the moment rests until its time has come. Not thread-safe;
 * time is passed in.
 */
final class BatchWindow {

    /** Audiences that are not needed are forgotten when there are more of them than of the others, and more than this. */
    private static final int FEW = 64;

    private static final int NOT_COUNTED = -1;
    private static final long NEVER = Long.MAX_VALUE;

    /** What is known of an audience of which something waits or is in a batch, or was a while ago. */
    private static final class Audience {
        private MembershipChange newest;
        /** Bytes that every member has of the newest change's name, or {@link #NOT_COUNTED} while none waits. */
        private int sharedBytes;

        private int ready;
        /** How many of its slots wait or are in a batch. */
        private int slots;

        private Audience(MembershipChange first, int sharedBytes) {
            this.newest = first;
            this.sharedBytes = sharedBytes;
        }
    }

    /** Whether what waits of a slot may go. */
    private enum Wait {
        READY,
        BEHIND,
        RESTING
    }

    /** All that is known of one slot while something of it waits or is in a batch. */
    static final class Slot {
        private final MembershipSlot of;
        private final Audience audience;
        /** {@code null} if nothing waits. */
        private PendingChange waiting;

        private Wait wait;
        /** How many batches have it that are in flight or will be; two at most for a moment, when a batch is parted. */
        private int taken;
        /** Those that are ready, in the order in which they became so. */
        private Slot before;

        private Slot after;

        private Slot(MembershipSlot of, Audience audience) {
            this.of = of;
            this.audience = audience;
        }
    }

    /** When slots may go that rest; some may have gone otherwise. */
    private record Rest(long until, List<Slot> slots) {}

    private final UpdateTarget target;
    private final SegmentBackend backend;
    private final Map<String, Audience> audiences = new HashMap<>();
    private final Map<MembershipSlot, Slot> slots = new HashMap<>();
    /** {@code null} until something rests. */
    private PriorityQueue<Rest> rests;

    private Slot first;
    private Slot last;
    private int ready;
    /** How many slots have something that waits, ready or not. */
    private int waiting;

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
        Slot slot = slots.get(pending.change.slot());
        boolean renamed = false;
        if (slot == null) {
            Audience audience = audiences.get(pending.change.slot().audienceId());
            if (audience == null) {
                audience = newAudience(pending.change);
            } else {
                renamed = newest(audience, pending.change);
            }
            slot = newSlot(pending.change.slot(), audience);
        } else {
            renamed = newest(slot.audience, pending.change);
        }
        pending.slot = slot;
        if (slot.waiting != null) {
            slot.waiting = PendingChange.merge(slot.waiting, pending);
        } else if (slot.taken > 0) {
            await(slot, pending, Wait.BEHIND);
        } else {
            ready(slot, pending, now);
        }
        return renamed;
    }

    private Audience newAudience(MembershipChange change) {
        forget();
        Audience audience = new Audience(change, sharedBytes(change));
        audiences.put(change.slot().audienceId(), audience);
        return audience;
    }

    private Slot newSlot(MembershipSlot of, Audience audience) {
        Slot slot = new Slot(of, audience);
        slots.put(of, slot);
        audience.slots++;
        return slot;
    }

    /** Says whether the change has another name than the newest before it, and is newer. */
    private boolean newest(Audience audience, MembershipChange change) {
        boolean newer = !change.isOlderThan(audience.newest);
        boolean renamed = newer && !audience.newest.audienceName().equals(change.audienceName());
        MembershipChange newest = newer ? change : audience.newest;
        if (renamed || audience.sharedBytes == NOT_COUNTED) {
            int before = audience.sharedBytes;
            audience.sharedBytes = sharedBytes(newest);
            bytes += (long) (audience.sharedBytes - before) * audience.ready;
        }
        audience.newest = newest;
        return renamed;
    }

    private int sharedBytes(MembershipChange change) {
        UpdateTarget ofAudience = target.audienceId() == null
                ? new UpdateTarget(target.environment(), change.slot().audienceId(), target.contextKind())
                : target;
        return backend.sharedBytes(ofAudience, change.audienceName());
    }

    /** Of a slot of which nothing waits, this does from now on. */
    private void await(Slot slot, PendingChange pending, Wait wait) {
        slot.waiting = pending;
        slot.wait = wait;
        waiting++;
    }

    private void ready(Slot slot, PendingChange pending, long now) {
        await(slot, pending, Wait.READY);
        if (ready == 0) {
            openedAt = now;
            bytes = 0;
        }
        slot.before = last;
        if (last == null) {
            first = slot;
        } else {
            last.after = slot;
        }
        last = slot;
        ready++;
        slot.audience.ready++;
        bytes += bytesOf(slot);
    }

    /** Takes out what waits of a slot. */
    private PendingChange remove(Slot slot) {
        PendingChange removed = slot.waiting;
        if (slot.wait == Wait.READY) {
            bytes -= bytesOf(slot);
            slot.audience.ready--;
            ready--;
            if (slot.before == null) {
                first = slot.after;
            } else {
                slot.before.after = slot.after;
            }
            if (slot.after == null) {
                last = slot.before;
            } else {
                slot.after.before = slot.before;
            }
            slot.before = null;
            slot.after = null;
        }
        slot.waiting = null;
        waiting--;
        return removed;
    }

    private static int bytesOf(Slot slot) {
        return slot.audience.sharedBytes + slot.waiting.ownBytes();
    }

    /** Forgets a slot of which nothing waits and that no batch has. */
    private void leave(Slot slot) {
        if (slot.waiting == null && slot.taken == 0) {
            slots.remove(slot.of);
            slot.audience.slots--;
        }
    }

    /** Nothing waits, be it behind a batch or not. */
    boolean isEmpty() {
        return waiting == 0;
    }

    /** How many audiences have a name here. */
    int audiences() {
        return audiences.size();
    }

    /** How many changes may go. */
    int ready() {
        return ready;
    }

    /** When the first of those came that may go. */
    long openedAt() {
        return openedAt;
    }

    /** Those that may go fill a request. */
    boolean isFull(int maxMembers, long maxBytes) {
        return ready >= maxMembers || bytes >= maxBytes;
    }

    /** The names of these changes' audiences as the newest changes have them (rule D17); they outlive the changes themselves. */
    Map<String, String> names(Collection<PendingChange> members) {
        Map<String, String> names = new HashMap<>();
        Audience before = null;
        for (PendingChange member : members) {
            Audience audience = member.slot.audience;
            if (audience != before) {
                names.put(audience.newest.slot().audienceId(), audience.newest.audienceName());
                before = audience;
            }
        }
        return names;
    }

    /**
     * Takes out the first changes that may go and fit in one request (rule D18); at least one. Their slots are {@link #take taken} from
     * now on.
     */
    List<PendingChange> cut(int maxMembers, long maxBytes, long now) {
        List<PendingChange> batch = new ArrayList<>(Math.min(maxMembers, ready));
        long room = maxBytes;
        while (first != null && batch.size() < maxMembers) {
            Slot next = first;
            int size = bytesOf(next);
            if (room < size && !batch.isEmpty()) {
                break;
            }
            room -= size;
            PendingChange member = remove(next);
            member.slot = next;
            next.taken++;
            batch.add(member);
        }
        openedAt = now;
        return batch;
    }

    /** These are in a batch: whatever else waits of their slots is behind it. */
    void take(Collection<PendingChange> members) {
        for (PendingChange member : members) {
            Slot slot = slots.get(member.change.slot());
            if (slot == null) {
                slot = newSlot(
                        member.change.slot(),
                        audiences.computeIfAbsent(
                                member.change.slot().audienceId(), id -> new Audience(member.change, NOT_COUNTED)));
            }
            member.slot = slot;
            slot.taken++;
            if (slot.waiting != null && slot.wait != Wait.BEHIND) {
                await(slot, remove(slot), Wait.BEHIND);
            }
        }
    }

    /** These are in a batch no longer: what was behind it may go, unless another batch has the slot. */
    void letGo(Collection<PendingChange> members, long now) {
        for (PendingChange member : members) {
            Slot slot = member.slot;
            if (slot.taken > 0 && --slot.taken > 0) {
                continue;
            }
            if (slot.waiting == null) {
                leave(slot);
            } else {
                becomesReady(slot, now);
            }
        }
    }

    private void becomesReady(Slot slot, long now) {
        PendingChange next = remove(slot);
        ready(slot, next, now);
        openedAt = Math.min(openedAt, next.openedAt());
    }

    /** These leave their batch and are not ready before their time, which others need not wait for. */
    void rest(List<PendingChange> members, long until) {
        List<Slot> resting = new ArrayList<>(members.size());
        for (PendingChange member : members) {
            Slot slot = slots.get(member.change.slot());
            member.slot = slot;
            slot.taken = 0;
            PendingChange next = slot.waiting == null ? member : PendingChange.merge(member, remove(slot));
            await(slot, next, Wait.RESTING);
            resting.add(slot);
        }
        if (rests == null) {
            rests = new PriorityQueue<>(Comparator.comparingLong(Rest::until));
        }
        rests.add(new Rest(until, resting));
    }

    /** When the first of those may go that rest; {@link Long#MAX_VALUE} if none does. */
    long restsUntil() {
        return rests == null || rests.isEmpty() ? NEVER : rests.peek().until();
    }

    /** Those are ready whose time has come. */
    void wake(long now) {
        while (restsUntil() <= now) {
            for (Slot slot : rests.poll().slots()) {
                if (slot.waiting != null && slot.wait == Wait.RESTING) {
                    becomesReady(slot, now);
                }
            }
        }
    }

    /** Whether a batch has this slot. */
    boolean isTaken(MembershipSlot of) {
        Slot slot = slots.get(of);
        return slot != null && slot.taken > 0;
    }

    /** All of which something waits, those first that may go, in their order. */
    private List<Slot> waiting() {
        List<Slot> all = new ArrayList<>(waiting);
        for (Slot slot = first; slot != null; slot = slot.after) {
            all.add(slot);
        }
        if (waiting > ready) {
            slots.values().stream()
                    .filter(slot -> slot.waiting != null && slot.wait != Wait.READY)
                    .forEach(all::add);
        }
        return all;
    }

    /** Takes out what belongs to tickets opened at or before {@code millis}. */
    void expire(long millis, List<PendingChange> expired) {
        for (Slot slot : waiting()) {
            expire(slot, millis, expired);
        }
    }

    /** What counts among what is left keeps its place. */
    private void expire(Slot slot, long millis, List<PendingChange> expired) {
        PendingChange left = slot.waiting.expire(millis, expired);
        if (left == null) {
            remove(slot);
            leave(slot);
        } else {
            left.slot = slot;
            slot.waiting = left;
        }
    }

    /** Takes out what {@code chosen} chooses. */
    void clear(Predicate<PendingChange> chosen, List<PendingChange> cleared) {
        for (Slot slot : waiting()) {
            if (chosen.test(slot.waiting)) {
                cleared.add(remove(slot));
                leave(slot);
            }
        }
    }

    /** Forgets names, so that there are never many more than audiences that wait or are in a batch. */
    private void forget() {
        if (audiences.size() >= forgetAbove) {
            audiences.values().removeIf(audience -> audience.slots == 0);
            forgetAbove = Math.max(FEW, 2 * audiences.size());
        }
    }
}
