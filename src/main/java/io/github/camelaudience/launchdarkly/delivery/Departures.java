package io.github.camelaudience.launchdarkly.delivery;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Sends off the batches of the queue, as many at a time as token and pacing allow. Not thread-safe: guarded by the lock of
 * {@link BatchSender}.
 */
final class Departures {

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
    private final TokenTrust token;
    private final Consequences consequences;
    private final Pacing pacing;
    private final DeliveryMonitor monitor;
    private final Executor workers;
    private final Flight flight;

    private int inFlight;
    private long requests;
    private long heldSince = NEVER;

    Departures(
            DeliverySettings settings,
            Lanes lanes,
            TokenTrust token,
            Consequences consequences,
            Pacing pacing,
            DeliveryMonitor monitor,
            Executor workers,
            Flight flight) {
        this.settings = settings;
        this.lanes = lanes;
        this.token = token;
        this.consequences = consequences;
        this.pacing = pacing;
        this.monitor = monitor;
        this.workers = workers;
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

    void arrived() {
        inFlight--;
    }

    /** Sends what may go; says when to look again, {@link Long#MAX_VALUE} if nothing is held back. */
    long go(long now, Settlements settled) {
        long later = NEVER;
        while (lanes.peekReady() != null && inFlight < token.maxInFlight()) {
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
        try {
            workers.execute(() -> {
                if (begun.compareAndSet(false, true)) {
                    flight.fly(lane, batch, request, retry);
                }
            });
            return NEVER;
        } catch (Throwable e) {
            // A pool may keep a task for which it has no thread, and run it later.
            return begun.compareAndSet(false, true) ? takeBack(lane, batch, e, now, settled) : NEVER;
        }
    }

    /** No worker takes it: busy ones are asked again, broken ones are not. */
    private long takeBack(Lane lane, Batch batch, Throwable thrown, long now, Settlements settled) {
        inFlight--;
        pacing.cancelled(now);
        lane.arrived();
        if (thrown instanceof RejectedExecutionException) {
            lane.again(batch, now + WORKERS_BUSY_MILLIS);
        } else {
            LastResort.report(thrown);
            settled.add(batch.members(), Consequences.broken(thrown));
        }
        long later = lanes.offer(lane, false, now);
        lanes.removeIfEmpty(lane);
        return later;
    }
}
