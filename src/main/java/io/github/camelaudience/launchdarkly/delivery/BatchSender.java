package io.github.camelaudience.launchdarkly.delivery;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.camelaudience.launchdarkly.api.ApiOutcome;
import io.github.camelaudience.launchdarkly.api.Disposition;
import io.github.camelaudience.launchdarkly.api.RateFacts;
import io.github.camelaudience.launchdarkly.api.SegmentTargets;
import io.github.camelaudience.launchdarkly.api.SegmentTargetsRequest;
import io.github.camelaudience.launchdarkly.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.membership.SkipReason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one conductor: takes changes, waits for lane and permit, sends, asks the policies, splits what is refused, and
 * settles tickets.
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

    private static final long NEVER = Long.MAX_VALUE;
    private static final int LEAST_COMPACTION = 1024;

    private final DeliverySettings settings;
    private final SegmentTargets targets;
    private final Pacing pacing;
    private final RetryPolicy retryPolicy;
    private final EventTimeFence fence;
    private final DeliveryMonitor monitor;
    private final DeliveryRuntime runtime;

    private final AtomicLong arrivals = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();

    @GuardedBy("lock")
    private final Map<LaneKey, Lane> lanes = new HashMap<>();

    @GuardedBy("lock")
    private final Deque<Lane> ready = new ArrayDeque<>();

    /** Open tickets, oldest first; settled ones stay until they are looked at. */
    @GuardedBy("lock")
    private final Deque<Ticket> tickets = new ArrayDeque<>();

    @GuardedBy("lock")
    private int compactAt = LEAST_COMPACTION;

    @GuardedBy("lock")
    private State state = State.OPEN;

    @GuardedBy("lock")
    private int pending;

    @GuardedBy("lock")
    private int blockedSenders;

    @GuardedBy("lock")
    private int inFlight;

    @GuardedBy("lock")
    private long requests;

    @GuardedBy("lock")
    private boolean tokenProven;

    @GuardedBy("lock")
    private ApiOutcome unauthorized;

    @GuardedBy("lock")
    private long silentUntil;

    @GuardedBy("lock")
    private ApiOutcome lastOutcome;

    @GuardedBy("lock")
    private long wakeUpAt = NEVER;

    @GuardedBy("lock")
    private long heldSince = NEVER;

    @GuardedBy("lock")
    private LearnedSize learnedSize = LearnedSize.UNLIMITED;

    /**
     * A sender of its own threads' making: {@code runtime} gives them.
     *
     * @param rateGate shared by all senders of one account
     */
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
        this.targets = Objects.requireNonNull(targets, "targets");
        this.pacing = Objects.requireNonNull(pacing, "pacing");
        this.retryPolicy = Objects.requireNonNull(retryPolicy, "retryPolicy");
        this.fence = Objects.requireNonNull(fence, "fence");
        this.monitor = Objects.requireNonNull(monitor, "monitor");
        this.runtime = Objects.requireNonNull(runtime, "runtime");
    }

    /** Opens the delivery of one exchange's changes. They may share requests with those of other exchanges. */
    public Submission open(Ticket ticket) {
        long now = runtime.clock().getAsLong();
        ticket.openedAt(now);
        lock.lock();
        try {
            if (tickets.size() >= compactAt) {
                tickets.removeIf(Ticket::isSettled);
                compactAt = Math.max(LEAST_COMPACTION, 2 * tickets.size());
            }
            tickets.addLast(ticket);
            scheduleWakeUp(now + settings.retryTimeoutMillis(), now);
        } finally {
            lock.unlock();
        }
        return new Submission(ticket);
    }

    /**
     * The changes of one ticket. What was added is sent when this is closed, as soon as lane and permit allow; earlier
     * only when there is no more room. For one thread at a time.
     */
    public final class Submission implements AutoCloseable {

        private final Ticket ticket;
        private final Set<Lane> touched = new HashSet<>();

        private Submission(Ticket ticket) {
            this.ticket = ticket;
        }

        /**
         * Adds a change, and waits while there are too many on their way.
         *
         * @return its position in the ticket
         */
        public int add(MembershipChange change) {
            int position = ticket.add();
            PendingChange next = new PendingChange(change, ticket, position, arrivals.getAndIncrement());
            DeliveryFailure failure = accept(next, touched);
            if (failure != null) {
                next.settle(new Settlement.Failed(failure), monitor);
            }
            return position;
        }

        /** No more changes will come. */
        @Override
        public void close() {
            lock.lock();
            try {
                long now = runtime.clock().getAsLong();
                touched.forEach(lane -> offer(lane, now));
                dispatch(now);
            } finally {
                lock.unlock();
            }
            ticket.close();
        }
    }

    /** Puts a change into its lane, or says why not. */
    private DeliveryFailure accept(PendingChange next, Set<Lane> touched) {
        lock.lock();
        try {
            while (pending >= settings.maxPending() && refusal() == null) {
                awaitRoom();
            }
            DeliveryFailure refusal = refusal();
            if (refusal == null) {
                pending++;
                Lane lane = lanes.computeIfAbsent(LaneKey.of(next.change.slot()), Lane::new);
                lane.window.add(next, runtime.clock().getAsLong());
                touched.add(lane);
            }
            return refusal;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new DeliveryFailure(DeliveryFailure.Kind.STOPPED, lastOutcome);
        } finally {
            lock.unlock();
        }
    }

    /** Why no change is taken at present, or {@code null}. */
    @GuardedBy("lock")
    private DeliveryFailure refusal() {
        if (state != State.OPEN) {
            return new DeliveryFailure(DeliveryFailure.Kind.STOPPED, lastOutcome);
        }
        return unauthorized != null && runtime.clock().getAsLong() < silentUntil
                ? new DeliveryFailure(DeliveryFailure.Kind.UNAUTHORIZED, unauthorized)
                : null;
    }

    @GuardedBy("lock")
    private void awaitRoom() throws InterruptedException {
        blockedSenders++;
        try {
            long now = runtime.clock().getAsLong();
            lanes.values().forEach(lane -> offer(lane, now));
            dispatch(now);
            room.await();
        } finally {
            blockedSenders--;
        }
    }

    /** Puts a lane in the queue if its next batch may go, or has it looked at again when it may. */
    @GuardedBy("lock")
    private void offer(Lane lane, long now) {
        boolean hurry = blockedSenders > 0 || state == State.DRAINING;
        long dueAt = lane.dueAt(settings, hurry);
        if (dueAt <= now) {
            lane.queued();
            ready.addLast(lane);
        } else if (dueAt != Long.MAX_VALUE) {
            scheduleWakeUp(dueAt, now);
        }
    }

    /** Sends off the batches of the queue as far as permits go. */
    @GuardedBy("lock")
    private void dispatch(long now) {
        // One at a time until an answer was not about the access token: a wrong one costs one request (rule D22).
        int limit = tokenProven ? settings.maxInFlight() : 1;
        while (!ready.isEmpty() && inFlight < limit && state != State.STOPPED) {
            boolean retry = ready.peekFirst().repeatsFault();
            long wait = pacing.reserve(now, retry);
            if (wait > 0) {
                heldSince = Math.min(heldSince, now);
                scheduleWakeUp(now + wait, now);
                return;
            }
            if (heldSince != NEVER) {
                monitor.waited(now - heldSince);
                heldSince = NEVER;
            }
            depart(ready.pollFirst(), retry, now);
        }
    }

    @GuardedBy("lock")
    private void depart(Lane lane, boolean retry, long now) {
        int maxMembers = Math.min(settings.maxBatchSize(), learnedSize.at(now));
        Batch batch = lane.depart(maxMembers, settings.maxBatchBytes(), now);
        if (batch == null) {
            pacing.cancelled(now);
            removeIfEmpty(lane);
            return;
        }
        inFlight++;
        long request = requests++;
        runtime.workers().execute(() -> send(lane, batch, request, retry));
    }

    /** On a worker: one attempt at one batch. Lane and batch are ours until they are concluded. */
    private void send(Lane lane, Batch batch, long request, boolean retry) {
        Settlements settled = new Settlements();
        judge(batch, settled);
        if (batch.members().isEmpty()) {
            pacing.cancelled(runtime.clock().getAsLong());
            conclude(lane, batch, null, settled);
            return;
        }
        SegmentTargetsRequest body = batch.request();
        batch.members().forEach(member -> member.rideIn(request, body));
        long sentAt = runtime.clock().getAsLong();
        ApiOutcome outcome = targets.send(body);
        long receivedAt = runtime.clock().getAsLong();
        batch.attempted(outcome.disposition() == Disposition.TRANSIENT);
        monitor.requested(outcome, batch.members().size(), receivedAt - sentAt, retry);
        pacing.concluded(outcome, sentAt, receivedAt, runtime.random().getAsDouble());
        if (outcome.disposition() == Disposition.ACCEPTED) {
            batch.members().forEach(member -> fence.accepted(member.change));
        }
        conclude(lane, batch, outcome, settled);
    }

    /** Takes out what is stale or known already. */
    private void judge(Batch batch, Settlements settled) {
        List<PendingChange> remaining = new ArrayList<>(batch.members().size());
        for (PendingChange member : batch.members()) {
            PendingChange candidate = member;
            while (candidate != null) {
                Optional<SkipReason> reason = fence.judge(candidate.change);
                if (reason.isEmpty()) {
                    remaining.add(candidate);
                    break;
                }
                PendingChange next = candidate.dismount();
                settled.add(candidate, new Settlement.Skipped(reason.get()));
                candidate = next;
            }
        }
        batch.retain(remaining);
    }

    private void conclude(Lane lane, Batch batch, ApiOutcome outcome, Settlements settled) {
        lock.lock();
        try {
            if (state == State.STOPPED) {
                return;
            }
            long now = runtime.clock().getAsLong();
            inFlight--;
            lane.arrived();
            if (outcome != null) {
                decide(lane, batch, outcome, now, settled);
            }
            offer(lane, now);
            removeIfEmpty(lane);
            release(settled);
            dispatch(now);
        } finally {
            lock.unlock();
        }
        settled.tell(monitor);
    }

    /** What the outcome means for the batch and for everything that waits behind it. */
    @GuardedBy("lock")
    private void decide(Lane lane, Batch batch, ApiOutcome outcome, long now, Settlements settled) {
        lastOutcome = outcome;
        tokenProven = outcome.disposition() != Disposition.UNAUTHORIZED;
        switch (outcome.disposition()) {
            case ACCEPTED -> {
                unauthorized = null;
                settled.add(batch.members(), Settlement.ACCEPTED);
            }
            // How long to stay away is known to the rate gate; the lane only steps out of line with the others.
            case THROTTLED -> again(lane, batch, now + retryDelay(1, RateFacts.NONE), now, settled);
            case TRANSIENT -> again(lane, batch, now + retryDelay(batch.attempts(), outcome.rateFacts()), now, settled);
            case REFUSED, TOO_LARGE -> refuse(lane, batch, outcome, now, settled);
            case UNAUTHORIZED -> {
                unauthorized = outcome;
                silentUntil = now + settings.coolDownMillis();
                List<PendingChange> all = new ArrayList<>(batch.members());
                lanes.values().forEach(each -> each.clear(all));
                lanes.values().removeIf(Lane::isEmpty);
                settled.add(all, failed(DeliveryFailure.Kind.UNAUTHORIZED));
            }
        }
    }

    private long retryDelay(int attempt, RateFacts facts) {
        return retryPolicy.delayMillis(
                attempt, facts.retryAfterMillis(), runtime.random().getAsDouble());
    }

    @GuardedBy("lock")
    private void again(Lane lane, Batch batch, long at, long now, Settlements settled) {
        List<PendingChange> expired = new ArrayList<>();
        BatchWindow.expire(batch.members(), now - settings.retryTimeoutMillis(), expired);
        settled.add(expired, failed(DeliveryFailure.Kind.TIMED_OUT));
        if (state == State.DRAINING) {
            settled.add(batch.members(), failed(DeliveryFailure.Kind.STOPPED));
        } else if (state == State.OPEN && !batch.members().isEmpty()) {
            lane.again(batch, at);
        }
    }

    /** Rule D20: halves what may hold one guilty member, and refuses what cannot be halved. */
    @GuardedBy("lock")
    private void refuse(Lane lane, Batch batch, ApiOutcome outcome, long now, Settlements settled) {
        if (outcome.disposition() == Disposition.TOO_LARGE) {
            learnedSize = learnedSize.refused(batch.members().size(), now);
        }
        if (batch.members().size() == 1 || !outcome.mayBlameOneMember()) {
            settled.add(batch.members(), new Settlement.Refused(outcome));
            return;
        }
        List<Batch> halves = batch.halves();
        lane.again(halves.get(1), now);
        lane.again(halves.get(0), now);
    }

    @GuardedBy("lock")
    private Settlement failed(DeliveryFailure.Kind kind) {
        return new Settlement.Failed(new DeliveryFailure(kind, lastOutcome));
    }

    @GuardedBy("lock")
    private void release(Settlements settled) {
        pending -= settled.changes();
        if (settled.changes() > 0) {
            room.signalAll();
        }
    }

    @GuardedBy("lock")
    private void removeIfEmpty(Lane lane) {
        if (lane.isEmpty()) {
            lanes.remove(lane.key, lane);
        }
    }

    @GuardedBy("lock")
    private void scheduleWakeUp(long at, long now) {
        if (at < wakeUpAt && state != State.STOPPED) {
            wakeUpAt = at;
            runtime.alarm().in(Math.max(0, at - now), this::wakeUp);
        }
    }

    /** Something may be due: a retry, a linger time, a permit, or the end of a ticket's patience. */
    private void wakeUp() {
        Settlements settled = new Settlements();
        lock.lock();
        try {
            long now = runtime.clock().getAsLong();
            if (now >= wakeUpAt) {
                wakeUpAt = NEVER;
            }
            expire(now, settled);
            lanes.values().forEach(lane -> offer(lane, now));
            dispatch(now);
        } finally {
            lock.unlock();
        }
        settled.tell(monitor);
    }

    @GuardedBy("lock")
    private void expire(long now, Settlements settled) {
        long openedBefore = now - settings.retryTimeoutMillis();
        boolean overdue = false;
        for (Ticket oldest = tickets.peekFirst(); oldest != null; oldest = tickets.peekFirst()) {
            if (!oldest.isSettled()) {
                if (oldest.openedAt() > openedBefore) {
                    scheduleWakeUp(oldest.openedAt() + settings.retryTimeoutMillis(), now);
                    break;
                }
                overdue = true;
            }
            tickets.pollFirst();
        }
        if (overdue) {
            List<PendingChange> expired = new ArrayList<>();
            lanes.values().forEach(lane -> lane.expire(openedBefore, expired));
            lanes.values().removeIf(Lane::isEmpty);
            settled.add(expired, failed(DeliveryFailure.Kind.TIMED_OUT));
            release(settled);
        }
    }

    /** What delivery stands at, for health, JMX and metrics. */
    public DeliveryState state() {
        lock.lock();
        try {
            long now = runtime.clock().getAsLong();
            long oldest = tickets.stream()
                    .filter(ticket -> !ticket.isSettled())
                    .findFirst()
                    .map(ticket -> Math.max(0, now - ticket.openedAt()))
                    .orElse(0L);
            boolean silent = unauthorized != null && now < silentUntil;
            return new DeliveryState(pending, oldest, inFlight, lanes.size(), silent, unauthorized, lastOutcome);
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
            state = State.DRAINING;
            room.signalAll();
            List<PendingChange> retrying = new ArrayList<>();
            lanes.values().stream()
                    .filter(lane -> !lane.isInFlight() && lane.isRetrying())
                    .forEach(lane -> lane.clear(retrying));
            settled.add(retrying, failed(DeliveryFailure.Kind.STOPPED));
            release(settled);
            lanes.values().removeIf(Lane::isEmpty);
            lanes.values().forEach(lane -> offer(lane, now));
            dispatch(now);
        } finally {
            lock.unlock();
        }
        settled.tell(monitor);
        return awaitSettled(timeoutMillis);
    }

    private boolean awaitSettled(long timeoutMillis) throws InterruptedException {
        long left = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        lock.lock();
        try {
            while (pending > 0 && left > 0) {
                left = room.awaitNanos(left);
            }
            return pending == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Fails everything that is not settled, requests in flight included: their answers are not waited for. */
    public void stop() {
        Settlements settled = new Settlements();
        lock.lock();
        try {
            state = State.STOPPED;
            List<PendingChange> left = new ArrayList<>();
            lanes.values().forEach(lane -> left.addAll(lane.underWay()));
            lanes.values().forEach(lane -> lane.clear(left));
            settled.add(left, failed(DeliveryFailure.Kind.STOPPED));
            release(settled);
            lanes.clear();
            ready.clear();
        } finally {
            lock.unlock();
        }
        settled.tell(monitor);
    }
}
