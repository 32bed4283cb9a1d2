package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.delivery.pacing.Pacing;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleSupplier;

/**
 * Starts the batches of the queue, as many at a time as holds and pacing allow. Not thread-safe: guarded by the lock of
 * {@link BatchSender}.
 */
final class Dispatcher {

    /** Is a batch that has been started, with the number of its request. */
    record Start(Lane lane, Batch batch, long request, boolean retry) {}

    /** Makes an attempt at a batch, on a worker. */
    @FunctionalInterface
    interface Attempt {
        void make(Start start);
    }

    /** Is a worker whose request is back: it carries the next one, which is cheaper than to wake another worker and go to sleep. */
    static final class Returned {
        private Start next;

        /** Takes what it is to carry, or {@code null}. */
        Start poll() {
            Start start = next;
            next = null;
            return start;
        }
    }

    /** When workers take nothing, they are asked again after this time. */
    private static final long WORKERS_BUSY_MILLIS = 100;

    private static final long NEVER = Long.MAX_VALUE;

    private final Lanes lanes;
    private final Holds holds;
    private final Pacing pacing;
    private final DeliveryMonitor monitor;
    private final Executor workers;
    private final DoubleSupplier random;
    private final Attempt attempt;

    private int inFlight;
    private long requests;
    private long heldSince = NEVER;

    Dispatcher(
            Lanes lanes,
            Holds holds,
            Pacing pacing,
            DeliveryMonitor monitor,
            Executor workers,
            DoubleSupplier random,
            Attempt attempt) {
        this.lanes = lanes;
        this.holds = holds;
        this.pacing = pacing;
        this.monitor = monitor;
        this.workers = workers;
        this.random = random;
        this.attempt = attempt;
    }

    /** Requests under way. */
    int inFlight() {
        return inFlight;
    }

    /** Whether no more requests may be under way. */
    boolean isFull() {
        return inFlight >= holds.maxInFlight();
    }

    /** A request is under way that is no lane's. */
    void startedBeside() {
        inFlight++;
    }

    /** It is back. */
    void finishedBeside() {
        inFlight--;
    }

    /** The number of the first request that has not been started yet. */
    long nextRequest() {
        return requests;
    }

    /** Notes that a request is back; says whether other lanes may have waited for it. */
    boolean finished(Lane lane) {
        inFlight--;
        return holds.finished(lane.target.environment());
    }

    /**
     * Sends what may go; says when to ask for a permit again, {@link Long#MAX_VALUE} if nothing waits for one.
     *
     * @param hurry    the linger time is not waited for
     * @param returned the worker that asks, which carries the first of them; {@code null} if it is none
     */
    long dispatch(boolean hurry, long now, Settlements settled, Returned returned) {
        while (lanes.peekReady() != null && inFlight < holds.maxInFlight()) {
            if (!holds.mayStart(lanes.peekReady())) {
                lanes.withdrawReady(); // until the request is back that finds out
                continue;
            }
            if (!lanes.isFirstStillDue(hurry, now)) {
                lanes.offer(lanes.withdrawReady(), hurry, now);
                continue;
            }
            boolean retry = lanes.peekReady().repeatsFault();
            long wait = pacing.reserve(now, retry);
            if (wait > 0) {
                heldSince = Math.min(heldSince, now);
                return now + wait;
            }
            if (heldSince != NEVER) {
                monitor.waited(now - heldSince);
                heldSince = NEVER;
            }
            Lane lane = lanes.pollReady();
            start(lane, retry, now, settled, returned);
            lanes.offer(lane, hurry, now);
            lanes.removeIfOver(lane, now);
        }
        return NEVER;
    }

    private void start(Lane lane, boolean retry, long now, Settlements settled, Returned returned) {
        Batch batch = lanes.start(lane, now);
        if (batch == null) {
            pacing.cancelled(now);
            return;
        }
        long request = requests++;
        inFlight++;
        holds.started(lane.target.environment());
        Batch starting = batch.members().size() > 1 && holds.probesAlone(lane.target.environment())
                ? lane.startAlone(
                        batch, (int) (random.getAsDouble() * batch.members().size()), now)
                : batch;
        Start start = new Start(lane, starting, request, retry);
        if (returned != null && returned.next == null) {
            returned.next = start;
            return;
        }
        AtomicBoolean begun = new AtomicBoolean();
        try {
            workers.execute(() -> {
                if (begun.compareAndSet(false, true)) {
                    attempt.make(start);
                }
            });
        } catch (Throwable e) {
            // A pool may keep a task for which it has no thread, and run it later.
            if (begun.compareAndSet(false, true)) {
                takeBack(lane, starting, e, now, settled);
            }
        }
    }

    /** No worker takes it: busy ones are asked again, broken ones are not. */
    private void takeBack(Lane lane, Batch batch, Throwable thrown, long now, Settlements settled) {
        finished(lane);
        pacing.cancelled(now);
        lane.finished(batch, now);
        if (thrown instanceof RejectedExecutionException) {
            lane.again(batch, now + WORKERS_BUSY_MILLIS);
        } else {
            LastResort.report(thrown);
            settled.add(batch.members(), OutcomeHandler.broken(thrown));
            lanes.giveUp(batch);
        }
    }
}
