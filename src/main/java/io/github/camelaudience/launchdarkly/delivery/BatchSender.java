package io.github.camelaudience.launchdarkly.delivery;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.camelaudience.launchdarkly.api.ApiOutcome;
import io.github.camelaudience.launchdarkly.api.Disposition;
import io.github.camelaudience.launchdarkly.api.RateFacts;
import io.github.camelaudience.launchdarkly.api.SegmentTargets;
import io.github.camelaudience.launchdarkly.api.SegmentTargetsRequest;
import io.github.camelaudience.launchdarkly.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.membership.SkipReason;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
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
    /** When workers take nothing, they are asked again after this time. */
    private static final long WORKERS_BUSY_MILLIS = 100;
    /** How long {@link #stop} waits for callbacks that are being made. */
    private static final long CALLBACKS_MILLIS = 1_000;

    private final DeliverySettings settings;
    private final SegmentTargets targets;
    private final Pacing pacing;
    private final RetryPolicy retryPolicy;
    private final EventTimeFence fence;
    private final DeliveryMonitor monitor;
    private final DeliveryRuntime runtime;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();

    @GuardedBy("lock")
    private final Map<LaneKey, Lane> lanes = new HashMap<>();

    @GuardedBy("lock")
    private final Deque<Lane> ready = new ArrayDeque<>();

    @GuardedBy("lock")
    private final OpenTickets tickets = new OpenTickets();

    @GuardedBy("lock")
    private final WakeUps wakeUps;

    @GuardedBy("lock")
    private final TokenTrust token;

    @GuardedBy("lock")
    private State state = State.OPEN;

    @GuardedBy("lock")
    private long arrivals;

    @GuardedBy("lock")
    private int pending;

    /** Settlements that are decided, and whose tickets are being told. */
    @GuardedBy("lock")
    private int telling;

    @GuardedBy("lock")
    private int blockedSenders;

    @GuardedBy("lock")
    private int inFlight;

    @GuardedBy("lock")
    private long requests;

    @GuardedBy("lock")
    private ApiOutcome lastOutcome;

    @GuardedBy("lock")
    private long heldSince = NEVER;

    @GuardedBy("lock")
    private LearnedSize learnedSize = LearnedSize.UNLIMITED;

    @GuardedBy("lock")
    private RefusalStreak refusalStreak = RefusalStreak.NONE;

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
        this.wakeUps = new WakeUps(runtime.alarm(), this::wakeUp);
        this.token = new TokenTrust(settings.maxInFlight(), settings.coolDownMillis());
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
            DeliveryFailure failure = accept(change, ticket, position, touched);
            if (failure != null) {
                Settlement failed = new Settlement.Failed(failure);
                monitor.settled(failed);
                ticket.settle(position, failed);
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
    private DeliveryFailure accept(MembershipChange change, Ticket ticket, int position, Set<Lane> touched) {
        lock.lock();
        try {
            while (pending >= settings.maxPending() && refusal(ticket) == null) {
                awaitRoom();
            }
            DeliveryFailure refusal = refusal(ticket);
            if (refusal == null) {
                pending++;
                Lane lane = lanes.computeIfAbsent(LaneKey.of(change.slot()), Lane::new);
                PendingChange next = new PendingChange(change, ticket, position, arrivals++);
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

    /** Why no change of this ticket is taken at present, or {@code null}. */
    @GuardedBy("lock")
    private DeliveryFailure refusal(Ticket ticket) {
        if (state != State.OPEN) {
            return new DeliveryFailure(DeliveryFailure.Kind.STOPPED, lastOutcome);
        }
        long now = runtime.clock().getAsLong();
        if (token.isSilent(now)) {
            return new DeliveryFailure(DeliveryFailure.Kind.UNAUTHORIZED, token.refusal());
        }
        return ticket.openedAt() <= now - settings.retryTimeoutMillis()
                ? new DeliveryFailure(DeliveryFailure.Kind.TIMED_OUT, lastOutcome)
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
        while (!ready.isEmpty() && inFlight < token.maxInFlight() && state != State.STOPPED) {
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
        try {
            runtime.workers().execute(() -> send(lane, batch, request, retry));
        } catch (RejectedExecutionException e) {
            inFlight--;
            pacing.cancelled(now);
            lane.arrived();
            lane.again(batch, now + WORKERS_BUSY_MILLIS);
            offer(lane, now);
        }
    }

    /** On a worker: one attempt at one batch. Lane and batch are ours until they are concluded. */
    private void send(Lane lane, Batch batch, long request, boolean retry) {
        ApiOutcome outcome;
        try {
            outcome = attempt(batch, retry);
        } catch (RuntimeException e) {
            batch.attempted(false);
            outcome = unanswered("delivery failed", e);
        }
        conclude(lane, batch, request, outcome);
    }

    /** What became of the batch; {@code null} if there was nothing to send. */
    private ApiOutcome attempt(Batch batch, boolean retry) {
        boolean anythingLeft = false;
        try {
            anythingLeft = judge(batch);
        } catch (RuntimeException e) {
            monitor.fenceFailed(e);
            batch.attempted(false);
            return unanswered("the fence's store cannot be read", e);
        } finally {
            if (!anythingLeft) {
                pacing.cancelled(runtime.clock().getAsLong());
            }
        }
        if (!anythingLeft) {
            return null;
        }
        SegmentTargetsRequest body = batch.request();
        batch.rideIn(body);
        long sentAt = runtime.clock().getAsLong();
        ApiOutcome outcome = carry(body);
        long receivedAt = runtime.clock().getAsLong();
        batch.attempted(outcome.disposition() == Disposition.TRANSIENT);
        pacing.concluded(outcome, sentAt, receivedAt, runtime.random().getAsDouble());
        monitor.requested(outcome, batch.members().size(), receivedAt - sentAt, retry);
        if (outcome.disposition() == Disposition.ACCEPTED) {
            remember(batch);
        }
        return outcome;
    }

    private ApiOutcome carry(SegmentTargetsRequest request) {
        try {
            return targets.send(request);
        } catch (RuntimeException | Error e) {
            return unanswered("the request could not be sent", e);
        }
    }

    private static ApiOutcome unanswered(String why, Throwable cause) {
        return ApiOutcome.unanswered(new IOException(why, cause));
    }

    /** Takes out what is stale or known already; says whether there is anything left to send. */
    private boolean judge(Batch batch) {
        List<PendingChange> unjudged = isStopped() ? List.of() : batch.members();
        while (!unjudged.isEmpty()) {
            Map<PendingChange, SkipReason> skipped = new IdentityHashMap<>();
            unjudged.forEach(each -> fence.judge(each.change).ifPresent(reason -> skipped.put(each, reason)));
            if (skipped.isEmpty()) {
                break;
            }
            Settlements settled = new Settlements();
            lock.lock();
            try {
                if (state == State.STOPPED) {
                    return false;
                }
                unjudged = batch.skip(skipped, settled);
                release(settled);
            } finally {
                lock.unlock();
            }
            tell(settled);
        }
        return !batch.members().isEmpty() && !isStopped();
    }

    /** The fence may forget: what LaunchDarkly accepted stays accepted when its store fails. */
    private void remember(Batch batch) {
        try {
            batch.members().forEach(member -> fence.accepted(member.changes()));
        } catch (RuntimeException e) {
            monitor.fenceFailed(e);
        }
    }

    private boolean isStopped() {
        lock.lock();
        try {
            return state == State.STOPPED;
        } finally {
            lock.unlock();
        }
    }

    private void conclude(Lane lane, Batch batch, long request, ApiOutcome outcome) {
        Settlements settled = new Settlements();
        lock.lock();
        try {
            inFlight--;
            if (state == State.STOPPED) {
                return;
            }
            long now = runtime.clock().getAsLong();
            lane.arrived();
            if (outcome != null) {
                decide(lane, batch, request, outcome, now, settled);
            }
            offer(lane, now);
            removeIfEmpty(lane);
            release(settled);
            dispatch(now);
        } finally {
            lock.unlock();
        }
        tell(settled);
    }

    /** What the outcome means for the batch and for everything that waits behind it. */
    @GuardedBy("lock")
    private void decide(Lane lane, Batch batch, long request, ApiOutcome outcome, long now, Settlements settled) {
        lastOutcome = outcome;
        token.answered(outcome, request);
        switch (outcome.disposition()) {
            case ACCEPTED -> {
                learnedSize = learnedSize.accepted(batch.members().size());
                refusalStreak = RefusalStreak.NONE;
                settled.add(batch.members(), Settlement.ACCEPTED);
            }
            // How long to stay away is known to the rate gate; the lane only steps out of line with the others.
            case THROTTLED -> again(lane, batch, now + retryDelay(1, RateFacts.NONE), now, settled);
            case TRANSIENT -> again(lane, batch, now + retryDelay(batch.attempts(), outcome.rateFacts()), now, settled);
            case REFUSED, TOO_LARGE -> refuse(lane, batch, outcome, now, settled);
            case UNAUTHORIZED -> {
                token.refused(outcome, requests, now);
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
        if (token.isSilent(now)) {
            settled.add(batch.members(), failed(DeliveryFailure.Kind.UNAUTHORIZED));
        } else if (state == State.DRAINING) {
            // What waits behind it must not overtake it: it may have been applied.
            List<PendingChange> all = new ArrayList<>(batch.members());
            lane.clear(all);
            settled.add(all, failed(DeliveryFailure.Kind.STOPPED));
        } else if (!batch.members().isEmpty()) {
            lane.again(batch, at);
        }
    }

    /** Rule D20: halves what may hold one guilty member, and refuses what cannot be halved. */
    @GuardedBy("lock")
    private void refuse(Lane lane, Batch batch, ApiOutcome outcome, long now, Settlements settled) {
        if (outcome.disposition() == Disposition.TOO_LARGE) {
            learnedSize = learnedSize.refused(batch.members().size(), now);
        }
        int size = batch.members().size();
        if (size == 1 || !outcome.mayBlameOneMember()) {
            settled.add(batch.members(), new Settlement.Refused(outcome));
            refusedAlone(lane, batch, outcome, settled);
        } else if (token.isSilent(now)) {
            settled.add(batch.members(), failed(DeliveryFailure.Kind.UNAUTHORIZED));
        } else {
            boolean hopeless = size > SpotCheck.PROBES && refusalStreak.explains(outcome);
            List<Batch> parts = hopeless ? batch.spotCheck(outcome) : batch.halves();
            for (int i = parts.size() - 1; i >= 0; i--) {
                lane.again(parts.get(i), now);
            }
        }
    }

    @GuardedBy("lock")
    private void refusedAlone(Lane lane, Batch batch, ApiOutcome outcome, Settlements settled) {
        if (batch.members().size() == 1) {
            refusalStreak = refusalStreak.and(outcome);
            batch.refusedAlone(outcome);
        }
        Batch guilty = lane.pollGuilty();
        if (guilty != null) {
            settled.add(guilty.members(), new Settlement.Refused(outcome));
        }
    }

    @GuardedBy("lock")
    private Settlement failed(DeliveryFailure.Kind kind) {
        return new Settlement.Failed(new DeliveryFailure(kind, lastOutcome));
    }

    @GuardedBy("lock")
    private void release(Settlements settled) {
        if (settled.changes() > 0) {
            pending -= settled.changes();
            telling++;
            room.signalAll();
        }
    }

    /** Calls tickets back for what was released. */
    private void tell(Settlements settled) {
        if (settled.changes() == 0) {
            return;
        }
        settled.tell(monitor);
        lock.lock();
        try {
            telling--;
            if (telling == 0) {
                room.signalAll();
            }
        } finally {
            lock.unlock();
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
            lanes.values().forEach(lane -> offer(lane, now));
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
            List<PendingChange> expired = new ArrayList<>();
            lanes.values().forEach(lane -> lane.expire(openedBefore, expired));
            lanes.values().removeIf(Lane::isEmpty);
            settled.add(expired, failed(DeliveryFailure.Kind.TIMED_OUT));
            release(settled);
            room.signalAll();
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
            long oldest = Math.max(0, now - tickets.oldest().orElse(now));
            return new DeliveryState(
                    pending, oldest, inFlight, lanes.size(), token.isSilent(now), token.refusal(), lastOutcome);
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
        tell(settled);
        return awaitSettled(timeoutMillis);
    }

    private boolean awaitSettled(long timeoutMillis) throws InterruptedException {
        long left = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        lock.lock();
        try {
            while ((pending > 0 || telling > 0) && left > 0) {
                left = room.awaitNanos(left);
            }
            return pending == 0 && telling == 0;
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
        tell(settled);
        awaitCallbacks();
    }

    private void awaitCallbacks() {
        long left = TimeUnit.MILLISECONDS.toNanos(CALLBACKS_MILLIS);
        lock.lock();
        try {
            while (telling > 0 && left > 0) {
                left = room.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
