package io.github.camelaudience.launchdarkly.delivery;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.camelaudience.launchdarkly.api.ApiOutcome;
import io.github.camelaudience.launchdarkly.api.SegmentTargets;
import io.github.camelaudience.launchdarkly.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.membership.SkipReason;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one conductor: takes changes, has them sent when lane and permit allow, and has their tickets settled when it is known
 * what became of them.
 *
 * <p>One lock guards all state; it is never held while a request is sent or a ticket is settled. A lane has at most one
 * request in flight, so a slot is never in two.
 */
public final class BatchSender {

    private enum State {
        OPEN,
        DRAINING,
        STOPPED
    }

    /** The longest that {@link #stop} waits for callbacks that are being made. */
    private static final long CALLBACKS_MILLIS = 1_000;

    private final DeliverySettings settings;
    private final DeliveryMonitor monitor;
    private final DeliveryRuntime runtime;
    private final Courier courier;

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Lanes lanes;

    @GuardedBy("lock")
    private final OpenTickets tickets = new OpenTickets();

    @GuardedBy("lock")
    private final WakeUps wakeUps;

    @GuardedBy("lock")
    private final Holds holds;

    @GuardedBy("lock")
    private final Consequences consequences;

    @GuardedBy("lock")
    private final Departures departures;

    @GuardedBy("lock")
    private final Backlog backlog;

    @GuardedBy("lock")
    private State state = State.OPEN;

    @GuardedBy("lock")
    private long arrivals;

    /** A sender that takes its threads from {@code runtime}; {@code rateGate} is shared by all senders of one account. */
    public BatchSender(
            DeliverySettings settings,
            SegmentTargets targets,
            RateGate rateGate,
            RetryPolicy retryPolicy,
            EventTimeFence fence,
            DeliveryMonitor monitor,
            DeliveryRuntime runtime) {
        this(settings, targets, new ServicePacing(rateGate, new RetryBudget()), retryPolicy, fence, monitor, runtime);
    }

    BatchSender(
            DeliverySettings settings,
            SegmentTargets targets,
            Pacing pacing,
            RetryPolicy retryPolicy,
            EventTimeFence fence,
            DeliveryMonitor monitor,
            DeliveryRuntime runtime) {
        this.settings = Objects.requireNonNull(settings, "settings");
        this.monitor = new GuardedMonitor(monitor);
        this.runtime = Objects.requireNonNull(runtime, "runtime");
        this.courier = new Courier(targets, pacing, fence, this.monitor, runtime, new Desk());
        this.backlog = new Backlog(settings.maxPending(), lock);
        this.lanes = new Lanes(settings);
        this.wakeUps = new WakeUps(runtime.alarm(), this::wakeUp);
        this.holds = new Holds(settings.maxInFlight(), settings.coolDownMillis());
        this.consequences = new Consequences(
                settings, Objects.requireNonNull(retryPolicy, "retryPolicy"), runtime.random(), lanes, holds);
        this.departures = new Departures(
                settings,
                lanes,
                holds,
                consequences,
                pacing,
                this.monitor,
                runtime.workers(),
                runtime.random(),
                this::send);
    }

    /** Opens the delivery of one exchange's changes. They may share requests with those of other exchanges. */
    public Submission open(Ticket ticket) {
        long now = runtime.clock().getAsLong();
        ticket.openedAt(now);
        lock.lock();
        try {
            tickets.add(ticket);
            scheduleWakeUp(now + settings.retryTimeoutMillis(), now);
        } finally {
            lock.unlock();
        }
        return new Submission(this, ticket);
    }

    /** Takes a change, or settles it at once when none is taken. */
    void take(MembershipChange change, Ticket ticket, int position, Set<Lane> touched) {
        DeliveryFailure failure = accept(change, ticket, position, touched);
        if (failure != null) {
            Settlement failed = new Settlement.Failed(failure);
            monitor.settled(failed);
            ticket.settle(position, failed);
        }
    }

    /** Sends what waits in these lanes, as far as permits go. */
    void send(Set<Lane> touched) {
        lock.lock();
        try {
            long now = runtime.clock().getAsLong();
            touched.forEach(lane -> offer(lane, now));
            dispatch(now);
        } finally {
            lock.unlock();
        }
    }

    /** Puts a change into its lane, or says why not. */
    private DeliveryFailure accept(MembershipChange change, Ticket ticket, int position, Set<Lane> touched) {
        lock.lock();
        try {
            String environment = change.slot().environment();
            while (backlog.isFull() && refusal(ticket, environment) == null) {
                awaitRoom();
            }
            DeliveryFailure refusal = refusal(ticket, environment);
            if (refusal == null) {
                backlog.add();
                Lane lane = lanes.of(LaneKey.of(change.slot()));
                PendingChange next = new PendingChange(change, ticket, position, arrivals++);
                lane.window.add(next, runtime.clock().getAsLong());
                touched.add(lane);
            }
            return refusal;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return consequences.failure(DeliveryFailure.Kind.STOPPED);
        } finally {
            lock.unlock();
        }
    }

    /** Why no change of this ticket and environment is taken at present, or {@code null}. */
    @GuardedBy("lock")
    private DeliveryFailure refusal(Ticket ticket, String environment) {
        if (state != State.OPEN) {
            return consequences.failure(DeliveryFailure.Kind.STOPPED);
        }
        long now = runtime.clock().getAsLong();
        DeliveryFailure silence = holds.silence(environment, now);
        if (silence != null) {
            return silence;
        }
        return ticket.openedAt() <= now - settings.retryTimeoutMillis()
                ? consequences.failure(DeliveryFailure.Kind.TIMED_OUT)
                : null;
    }

    @GuardedBy("lock")
    private void awaitRoom() throws InterruptedException {
        backlog.waiting();
        try {
            long now = runtime.clock().getAsLong();
            offerAll(now);
            dispatch(now);
            backlog.await();
        } finally {
            backlog.doneWaiting();
        }
    }

    /** Puts a lane in the queue if its next batch may go, or has it looked at again when it may. */
    @GuardedBy("lock")
    private void offer(Lane lane, long now) {
        scheduleWakeUp(lanes.offer(lane, isHurried(), now), now);
    }

    @GuardedBy("lock")
    private void offerAll(long now) {
        scheduleWakeUp(lanes.offerAll(isHurried(), now), now);
    }

    @GuardedBy("lock")
    private boolean isHurried() {
        return backlog.isWaitedFor() || state == State.DRAINING;
    }

    /** Sends off the batches of the queue as far as permits go. */
    @GuardedBy("lock")
    private void dispatch(long now) {
        if (state != State.STOPPED) {
            scheduleWakeUp(departures.go(now), now);
        }
    }

    /** What the courier asks of the sender. */
    private final class Desk implements Courier.Dispatcher {

        @Override
        public boolean isStopped() {
            lock.lock();
            try {
                return state == State.STOPPED;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public List<PendingChange> skip(Batch batch, Map<PendingChange, SkipReason> skipped) {
            Settlements settled = new Settlements();
            List<PendingChange> promoted;
            lock.lock();
            try {
                if (state == State.STOPPED) {
                    return List.of();
                }
                promoted = batch.skip(skipped, settled);
                backlog.decided(settled);
            } finally {
                lock.unlock();
            }
            tell(settled);
            return promoted;
        }
    }

    /** On a worker: one attempt at one batch. Lane and batch are ours until it is decided what became of them. */
    private void send(Lane lane, Batch batch, long request, boolean retry) {
        ApiOutcome outcome = courier.attempt(batch, retry);
        Settlements settled = new Settlements();
        lock.lock();
        try {
            boolean othersWaited = departures.arrived(lane);
            if (state == State.STOPPED) {
                return;
            }
            long now = runtime.clock().getAsLong();
            lane.arrived();
            if (outcome != null) {
                consequences.decide(lane, batch, request, departures.nextRequest(), outcome, now, settled);
            }
            consequences.conclude(departures.inFlight(), departures.nextRequest(), now, settled);
            if (othersWaited) {
                offerAll(now);
            } else {
                offer(lane, now);
            }
            lanes.removeIfEmpty(lane);
            backlog.decided(settled);
            dispatch(now);
        } finally {
            lock.unlock();
        }
        tell(settled);
    }

    /** Calls back the tickets of what was decided. */
    private void tell(Settlements settled) {
        if (settled.changes() == 0) {
            return;
        }
        settled.tell(monitor);
        lock.lock();
        try {
            backlog.told();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void scheduleWakeUp(long at, long now) {
        if (state != State.STOPPED) {
            wakeUps.at(at, now);
        }
    }

    /** Something may be due: a retry, a linger time, a permit, or the end of a ticket's patience. */
    private void wakeUp(long at) {
        Settlements settled = new Settlements();
        lock.lock();
        try {
            wakeUps.rang(at);
            long now = runtime.clock().getAsLong();
            expire(now, settled);
            offerAll(now);
            dispatch(now);
        } finally {
            lock.unlock();
        }
        tell(settled);
    }

    @GuardedBy("lock")
    private void expire(long now, Settlements settled) {
        long openedBefore = now - settings.retryTimeoutMillis();
        if (tickets.expire(openedBefore)) {
            settled.add(lanes.expire(openedBefore), consequences.failed(DeliveryFailure.Kind.TIMED_OUT));
            consequences.conclude(departures.inFlight(), departures.nextRequest(), now, settled);
            backlog.decided(settled);
            backlog.wakeAll();
        }
        OptionalLong oldest = tickets.oldest();
        if (oldest.isPresent()) {
            scheduleWakeUp(oldest.getAsLong() + settings.retryTimeoutMillis(), now);
        }
    }

    /** What delivery stands at, for health, JMX and metrics. */
    public DeliveryState state() {
        lock.lock();
        try {
            long now = runtime.clock().getAsLong();
            DeliveryFailure unauthorized = holds.cause(DeliveryFailure.Kind.UNAUTHORIZED);
            long oldest = Math.max(0, now - tickets.oldest().orElse(now));
            return new DeliveryState(
                    backlog.pending(),
                    oldest,
                    departures.inFlight(),
                    lanes.size(),
                    holds.isAnySilent(now),
                    unauthorized == null ? null : unauthorized.outcome(),
                    holds.cause(DeliveryFailure.Kind.HELD),
                    consequences.lastOutcome());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes no more changes, sends what waits without lingering, and fails what only a retry could save.
     *
     * @return whether everything was settled in time
     */
    public boolean drain(long timeoutMillis) throws InterruptedException {
        Settlements settled = new Settlements();
        lock.lock();
        try {
            long now = runtime.clock().getAsLong();
            if (state == State.OPEN) {
                state = State.DRAINING;
            }
            consequences.endRetries();
            settled.add(lanes.clearRetrying(), consequences.failed(DeliveryFailure.Kind.STOPPED));
            backlog.decided(settled);
            backlog.wakeAll();
            offerAll(now);
            dispatch(now);
        } finally {
            lock.unlock();
        }
        tell(settled);
        return awaitEmpty(timeoutMillis);
    }

    private boolean awaitEmpty(long timeoutMillis) throws InterruptedException {
        lock.lock();
        try {
            return backlog.awaitEmpty(timeoutMillis);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Fails everything that is not settled, requests in flight included: their answers are not waited for.
     *
     * @param callbacksMillis how long to wait for callbacks that other threads are making
     */
    public void stop(long callbacksMillis) {
        Settlements settled = new Settlements();
        lock.lock();
        try {
            state = State.STOPPED;
            settled.add(lanes.abandon(), consequences.failed(DeliveryFailure.Kind.STOPPED));
            backlog.decided(settled);
            backlog.wakeAll();
        } finally {
            lock.unlock();
        }
        tell(settled);
        try {
            // If this thread is making one of them, it waits in vain.
            awaitEmpty(Math.min(CALLBACKS_MILLIS, callbacksMillis));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
