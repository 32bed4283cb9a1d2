package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.BatchLimits;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentBackend;
import io.github.camelaudience.launchdarkly.core.launchdarkly.UpdateTarget;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Keeps everything that waits for one target, in order. Several of its batches may be in flight as far as the backend allows it,
 * but no slot is ever in two of them; a lane in which something goes again has one request after the other. Not thread-safe:
 * guarded by the lock of {@link BatchSender}.
 */
final class Lane {

    /**
     * So long a change waits for company before it goes beside another request: a service that answers faster is asked one request
     * after the other, and where it answers in tens of milliseconds this is a small part of them.
     */
    static final long MOMENT_MILLIS = 3;

    private static final long AT_ONCE = Long.MIN_VALUE;
    private static final long NEVER = Long.MAX_VALUE;

    final UpdateTarget target;
    /** No other lane has it. */
    final long number;
    /** When {@link Lanes} looks at it again, {@link Long#MAX_VALUE} for never. */
    long lookAt = NEVER;

    private final BatchLimits.Concurrency concurrency;
    private final BatchWindow window;
    /** Cut already, but refused or not answered; they go before the window. */
    private final Deque<Batch> cut = new ArrayDeque<>();
    /** Single members that were refused, and it is not known yet whether for what they are (rule D28). */
    private final List<Batch> suspects = new ArrayList<>();
    /** In the order in which they were started. */
    private final List<Batch> inFlight = new ArrayList<>(1);

    private final Gathering gathering = new Gathering();

    private boolean removed;
    /** The last ones that it was put among. */
    private Set<Lane> touchedLast;

    private boolean queued;
    /** A request that is not of this lane is to go to the same target. */
    private boolean guestExpected;
    /** It goes, or must go next. */
    private boolean guest;
    /** What is in flight was refused or not answered before, or is a part of what was: nothing goes beside it. */
    private boolean troubled;
    /** An audience has another name than in a request that may be under way: the new one must be the last (rule D17). */
    private boolean renamed;

    /** Takes batches that are over, for the sake of what they have claimed. */
    private final Consumer<Batch> givenUp;

    Lane(UpdateTarget target, long number, SegmentBackend backend, Consumer<Batch> givenUp) {
        this.givenUp = givenUp;
        this.target = target;
        this.number = number;
        this.concurrency = backend.limits().concurrency();
        this.window = new BatchWindow(target, backend);
    }

    boolean isEmpty() {
        return inFlight.isEmpty() && suspects.isEmpty() && !isWaiting() && !guestExpected;
    }

    /** There is something to send, now or later. */
    boolean isWaiting() {
        return !cut.isEmpty() || !window.isEmpty();
    }

    /** Nothing is there, and nobody is expected who would share a request with others that come now. */
    boolean isOver(long now) {
        return isEmpty() && gathering.until() <= now;
    }

    boolean isInFlight() {
        return !inFlight.isEmpty();
    }

    /** When the batch was started that is in flight for the longest time. */
    long oldestStart() {
        return inFlight.get(0).startedAt();
    }

    /** The next batch waits for its time, because its last attempt was not answered as hoped. */
    boolean isRetrying() {
        return !cut.isEmpty() && cut.peekFirst().attempts() > 0;
    }

    /** The next batch repeats an attempt that failed by a fault of the service or the network. */
    boolean repeatsFault() {
        return !cut.isEmpty() && cut.peekFirst().faulted();
    }

    /** It is among those in which changes of one ticket were put. */
    void touch(Set<Lane> touched) {
        if (touchedLast != touched) {
            touchedLast = touched;
            touched.add(this);
        }
    }

    /** Another lane has its target from now on. */
    void removed() {
        removed = true;
        touchedLast = null; // others that were touched then, which may be over, too
    }

    boolean isRemoved() {
        return removed;
    }

    /** Takes a change that is to be sent. */
    void add(PendingChange change, long now) {
        gathering.arrived(now);
        renamed |= window.add(change, now) && !(inFlight.isEmpty() && cut.isEmpty());
    }

    /**
     * When the next batch may go: now or earlier if it may go at once, {@link Long#MAX_VALUE} if there is none, or if another must be
     * back first.
     *
     * @param hurry the linger time is not waited for
     */
    long dueAt(DeliverySettings settings, int maxMembers, boolean hurry) {
        if (queued || guest && concurrency == BatchLimits.Concurrency.ONE_AT_A_TIME) {
            return NEVER;
        }
        if (!cut.isEmpty()) {
            return inFlight.isEmpty() ? cut.peekFirst().notBefore() : NEVER;
        }
        if (window.ready() == 0) {
            return NEVER;
        }
        boolean full = window.isFull(maxMembers, settings.maxBatchBytes());
        long linger = hurry ? 0 : settings.lingerMillis();
        if (inFlight.isEmpty()) {
            return full
                    ? AT_ONCE
                    : Math.max(hurry ? AT_ONCE : window.openedAt() + linger, gathering.over(window.ready()));
        }
        if (troubled || renamed) {
            return NEVER;
        }
        return switch (concurrency) {
            case ONE_AT_A_TIME -> NEVER;
            case WHEN_FULL -> full ? AT_ONCE : NEVER;
            case FREELY -> full ? AT_ONCE : window.openedAt() + Math.max(MOMENT_MILLIS, linger);
        };
    }

    /** These members of a batch in flight go back, and are ready again at that time; the others need not wait for them. */
    void rest(List<PendingChange> members, long until) {
        window.rest(members, until);
    }

    /** A request of somebody else is to go to this target. */
    void expectGuest() {
        guestExpected = true;
    }

    /** It goes now, or as soon as it may: where requests are one after the other, nothing of this lane goes before it is back. */
    void hostGuest() {
        guest = true;
    }

    /** It is over. */
    void guestIsGone() {
        guest = false;
        guestExpected = false;
    }

    /** Whether that request must not go yet. */
    boolean keepsGuestWaiting() {
        return concurrency == BatchLimits.Concurrency.ONE_AT_A_TIME && !inFlight.isEmpty();
    }

    /** When something of what rests may go; {@link Long#MAX_VALUE} if nothing does. */
    long restsUntil() {
        return window.restsUntil();
    }

    /** What has rested long enough may go. */
    void wake(long now) {
        window.wake(now);
    }

    /** When to look at a lane again that has nothing to send. */
    long gathersUntil() {
        return gathering.until();
    }

    void queued() {
        queued = true;
    }

    /** It was taken out of the queue, and is offered again later. */
    void withdrawn() {
        queued = false;
    }

    /** The next batch, which is in flight from now on; {@code null} if everything has expired meanwhile. */
    Batch start(int maxMembers, long maxBytes, long now) {
        queued = false;
        Batch next = cut.pollFirst();
        troubled = next != null;
        if (next == null) {
            if (window.ready() == 0) {
                return null;
            }
            renamed &= !inFlight.isEmpty();
            List<PendingChange> members = window.cut(maxMembers, maxBytes, now);
            next = new Batch(target, window.names(members), members);
            next.hold(); // it was cut so
        }
        begin(next, now);
        return next;
    }

    /** Of the batch that is about to be sent, one member goes alone; the others go next. */
    Batch startAlone(Batch batch, int index, long now) {
        troubled = true;
        givenUp.accept(batch);
        List<Batch> parts = batch.alone(index);
        parts.forEach(part -> window.take(part.hold()));
        finished(batch, now); // the parts have its slots already
        Batch others = parts.get(1);
        others.waitUntil(AT_ONCE);
        others.waiting(true);
        cut.addFirst(others);
        begin(parts.get(0), now);
        return parts.get(0);
    }

    private void begin(Batch batch, long now) {
        batch.waiting(false);
        batch.started(now);
        inFlight.add(batch);
    }

    /** The batch is back. What is behind it may go unless it goes {@link #again}. */
    void finished(Batch batch, long now) {
        inFlight.remove(batch);
        window.letGo(batch.letGo(), now);
        if (concurrency == BatchLimits.Concurrency.WHEN_FULL) {
            gathering.begin(
                    now - batch.startedAt(), window.ready() + batch.members().size(), now);
        }
    }

    /** The batch goes again, before all that came later. */
    void again(Batch batch, long at) {
        window.take(batch.hold());
        batch.waitUntil(at);
        batch.waiting(true);
        cut.addFirst(batch);
    }

    /** Puts a member aside that was refused alone. */
    void suspect(Batch batch, ApiOutcome refusal, long nextRequest) {
        batch.setAside(refusal, nextRequest);
        suspects.add(batch);
    }

    /** Those put aside; who decides about them takes them out. */
    List<Batch> suspects() {
        return suspects;
    }

    /**
     * Sends the members put aside that {@code chosen} chooses again, each alone, in their order, before what waits but not before
     * its time. One whose slot another batch has stays: that may carry something newer.
     */
    void retrySuspects(Predicate<Batch> chosen) {
        List<Batch> again = new ArrayList<>();
        Set<MembershipSlot> slots = new HashSet<>();
        for (Batch suspect : suspects) {
            MembershipSlot slot = suspect.members().get(0).change.slot();
            if (chosen.test(suspect) && !window.isTaken(slot) && slots.add(slot)) {
                again.add(suspect);
            }
        }
        suspects.removeAll(again);
        long at = cut.isEmpty() ? AT_ONCE : cut.peekFirst().notBefore();
        for (int i = again.size() - 1; i >= 0; i--) {
            again.get(i).setAside(null, 0);
            again(again.get(i), at);
        }
    }

    /** Takes out the next batch if a spot check has found it guilty; otherwise {@code null}. */
    Batch pollGuilty(long now) {
        if (cut.isEmpty() || !cut.peekFirst().isFoundGuilty()) {
            return null;
        }
        Batch guilty = cut.pollFirst();
        window.letGo(guilty.letGo(), now);
        return guilty;
    }

    /** Takes out what waits and belongs to tickets opened at or before {@code millis}. */
    void expire(long millis, long now, List<PendingChange> expired) {
        for (Batch batch : cut) {
            batch.expire(millis, expired);
        }
        for (Batch suspect : suspects) {
            suspect.expire(millis, expired);
        }
        removeEmptied(now);
        window.expire(millis, expired);
    }

    private void removeEmptied(long now) {
        cut.removeIf(batch -> {
            if (batch.members().isEmpty()) {
                window.letGo(batch.letGo(), now);
                givenUp.accept(batch);
                return true;
            }
            return false;
        });
        suspects.removeIf(suspect -> suspect.members().isEmpty());
    }

    /** What is being sent at this moment; nothing is taken out. */
    List<PendingChange> underWay() {
        List<PendingChange> all = new ArrayList<>();
        inFlight.forEach(batch -> all.addAll(batch.members()));
        return all;
    }

    /** Takes out all that waits; a batch in flight is not touched. */
    void clear(long now, List<PendingChange> cleared) {
        clear(each -> true, now, cleared);
    }

    /** Likewise what {@code chosen} chooses. */
    void clear(Predicate<PendingChange> chosen, long now, List<PendingChange> cleared) {
        window.clear(chosen, cleared);
        cut.forEach(batch -> batch.clear(chosen, cleared));
        suspects.forEach(suspect -> suspect.clear(chosen, cleared));
        removeEmptied(now);
    }
}
