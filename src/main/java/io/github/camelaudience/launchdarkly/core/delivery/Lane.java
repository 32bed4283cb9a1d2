package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentBackend;
import io.github.camelaudience.launchdarkly.core.launchdarkly.UpdateTarget;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Keeps everything that waits for one target, in order. At most one of its batches is in flight, so no slot is ever in two
 * requests. Not thread-safe: guarded by the lock of {@link BatchSender}.
 */
final class Lane {

    private static final long AT_ONCE = Long.MIN_VALUE;

    final UpdateTarget target;
    final BatchWindow window;
    /** Cut already, but refused or not answered; they go before the window. */
    private final Deque<Batch> cut = new ArrayDeque<>();
    /** Single members that were refused, and it is not known yet whether for what they are (rule D28). */
    private final List<Batch> suspects = new ArrayList<>();

    private boolean queued;
    private Batch inFlight;
    private long startedAt;
    private long notBefore = AT_ONCE;

    Lane(UpdateTarget target, SegmentBackend backend) {
        this.target = target;
        this.window = new BatchWindow(target, backend);
    }

    boolean isEmpty() {
        return inFlight == null && suspects.isEmpty() && !isWaiting();
    }

    /** There is something to send. */
    boolean isWaiting() {
        return !cut.isEmpty() || !window.isEmpty();
    }

    boolean isInFlight() {
        return inFlight != null;
    }

    /** When the batch in flight was started. */
    long startedAt() {
        return startedAt;
    }

    /** The next batch waits for its time, because its last attempt was not answered as hoped. */
    boolean isRetrying() {
        return inFlight == null && !cut.isEmpty() && cut.peekFirst().attempts() > 0;
    }

    /** The next batch repeats an attempt that failed by a fault of the service or the network. */
    boolean repeatsFault() {
        return !cut.isEmpty() && cut.peekFirst().faulted();
    }

    /**
     * When the next batch may go: now or earlier if it may go at once, {@link Long#MAX_VALUE} if there is none.
     *
     * @param hurry the linger time is not waited for
     */
    long dueAt(DeliverySettings settings, boolean hurry) {
        if (inFlight != null || queued || !isWaiting()) {
            return Long.MAX_VALUE;
        }
        if (!cut.isEmpty()) {
            return notBefore;
        }
        boolean atOnce = hurry || window.isFull(settings.maxBatchSize(), settings.maxBatchBytes());
        return atOnce ? AT_ONCE : window.openedAt() + settings.lingerMillis();
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
        notBefore = AT_ONCE;
        Batch next = cut.pollFirst();
        if (next == null && !window.isEmpty()) {
            String audienceName = window.audienceName();
            next = new Batch(target, audienceName, window.cut(maxMembers, maxBytes, now));
        }
        inFlight = next;
        startedAt = now;
        return next;
    }

    /** Of the batch that is about to be sent, one member goes alone; the others go next. */
    Batch startAlone(int index) {
        List<Batch> parts = inFlight.alone(index);
        cut.addFirst(parts.get(1));
        inFlight = parts.get(0);
        return inFlight;
    }

    void finished() {
        inFlight = null;
    }

    /** The batch goes again, before all that came later. */
    void again(Batch batch, long at) {
        cut.addFirst(batch);
        notBefore = at;
    }

    /** The batch goes before all that waits; what waits for its time goes on waiting. */
    void before(Batch batch) {
        if (cut.isEmpty()) {
            notBefore = AT_ONCE;
        }
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

    /** Takes out the next batch if a spot check has found it guilty; otherwise {@code null}. */
    Batch pollGuilty() {
        return !cut.isEmpty() && cut.peekFirst().isFoundGuilty() ? cut.pollFirst() : null;
    }

    /** Takes out what waits and belongs to tickets opened at or before {@code millis}. */
    void expire(long millis, List<PendingChange> expired) {
        for (Batch batch : cut) {
            batch.expire(millis, expired);
        }
        cut.removeIf(batch -> batch.members().isEmpty());
        for (Batch suspect : suspects) {
            suspect.expire(millis, expired);
        }
        suspects.removeIf(suspect -> suspect.members().isEmpty());
        window.expire(millis, expired);
    }

    /** What is being sent at this moment; nothing is taken out. */
    List<PendingChange> underWay() {
        return inFlight == null ? List.of() : inFlight.members();
    }

    /** Takes out all that waits; a batch in flight is not touched. */
    void clear(List<PendingChange> cleared) {
        cut.forEach(batch -> cleared.addAll(batch.members()));
        cut.clear();
        suspects.forEach(suspect -> cleared.addAll(suspect.members()));
        suspects.clear();
        window.clear(cleared);
    }
}
