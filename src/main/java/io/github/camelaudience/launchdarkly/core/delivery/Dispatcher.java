package io.github.camelaudience.launchdarkly.core.delivery;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleSupplier;
import io.github.camelaudience.launchdarkly.core.delivery.pacing.Pacing;

/**
 * Sends off the batches of the queue, as many at a time as holds and pacing allow. Not thread-safe: guarded by the lock of
 * {@link BatchSender}.
 */
final class Dispatcher {

    /** Makes an attempt at a batch, on a worker. */
    @FunctionalInterface
    interface Flight {
        void fly(Lane lane, Batch batch, long request, boolean retry);
    }

    /** When workers take nothing, they are asked again after this time. */
    private static final long WORKERS_BUSY_MILLIS = 100;

    private static final long NEVER = Long.MAX_VALUE;

    private final DeliverySettings settings;
    private final Lanes lanes;
    private final Holds holds;
    private final OutcomeHandler consequences;
    private final Pacing pacing;
    private final DeliveryMonitor monitor;
    private final Executor workers;
    private final DoubleSupplier random;
    private final Flight flight;

    private int inFlight;
    private long requests;
    private long heldSince = NEVER;

    Dispatcher(
            DeliverySettings settings,
            Lanes lanes,
            Holds holds,
            OutcomeHandler consequences,
            Pacing pacing,
            DeliveryMonitor monitor,
            Executor workers,
            DoubleSupplier random,
            Flight flight) {
        this.settings = settings;
        this.lanes = lanes;
        this.holds = holds;
        this.consequences = consequences;
        this.pacing = pacing;
        this.monitor = monitor;
        this.workers = workers;
        this.random = random;
        this.flight = flight;
    }

    /** Requests under way. */
    int inFlight() {
        return inFlight;
    }

    /** The number of the first request that has not left yet. */
    long nextRequest() {
        return requests;
    }

    /** Whether other lanes may have waited for the request that is back. */
    boolean arrived(Lane lane) {
        inFlight--;
        return holds.arrived(lane.key.environment());
    }

    /** Sends what may go; says when to look again, {@link Long#MAX_VALUE} if nothing is held back. */
    long go(long now, Settlements settled) {
        long later = NEVER;
        while (lanes.peekReady() != null && inFlight < holds.maxInFlight()) {
            if (!holds.mayLeave(lanes.peekReady().key.environment())) {
                lanes.pollReady().withdrawn(); // until the request is back that finds out
                continue;
            }
            boolean retry = lanes.peekReady().repeatsFault();
            long wait = pacing.reserve(now, retry);
            if (wait > 0) {
                heldSince = Math.min(heldSince, now);
                return Math.min(later, now + wait);
            }
            if (heldSince != NEVER) {
                monitor.waited(now - heldSince);
                heldSince = NEVER;
            }
            later = Math.min(later, depart(lanes.pollReady(), retry, now, settled));
        }
        return later;
    }

    private long depart(Lane lane, boolean retry, long now, Settlements settled) {
        Batch batch = lane.depart(consequences.maxMembers(now), settings.maxBatchBytes(), now);
        if (batch == null) {
            pacing.cancelled(now);
            lanes.removeIfEmpty(lane);
            return NEVER;
        }
        long request = requests++;
        AtomicBoolean begun = new AtomicBoolean();
        inFlight++;
        holds.left(lane.key.environment());
        Batch leaving = batch.members().size() > 1 && holds.probesAlone(lane.key.environment())
                ? lane.departAlone((int) (random.getAsDouble() * batch.members().size()))
                : batch;
        try {
            workers.execute(() -> {
                if (begun.compareAndSet(false, true)) {
                    flight.fly(lane, leaving, request, retry);
                }
            });
            return NEVER;
        } catch (Throwable e) {
            // A pool may keep a task for which it has no thread, and run it later.
            return begun.compareAndSet(false, true) ? takeBack(lane, leaving, e, now, settled) : NEVER;
        }
    }

    /** No worker takes it: busy ones are asked again, broken ones are not. */
    private long takeBack(Lane lane, Batch batch, Throwable thrown, long now, Settlements settled) {
        arrived(lane);
        pacing.cancelled(now);
        lane.arrived();
        if (thrown instanceof RejectedExecutionException) {
            lane.again(batch, now + WORKERS_BUSY_MILLIS);
        } else {
            LastResort.report(thrown);
            settled.add(batch.members(), OutcomeHandler.broken(thrown));
        }
        long later = lanes.offer(lane, false, now);
        lanes.removeIfEmpty(lane);
        return later;
    }
}
