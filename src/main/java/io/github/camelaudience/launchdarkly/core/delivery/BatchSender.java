package io.github.camelaudience.launchdarkly.core.delivery;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.camelaudience.launchdarkly.core.delivery.pacing.Pacing;
import io.github.camelaudience.launchdarkly.core.delivery.pacing.RateLimiter;
import io.github.camelaudience.launchdarkly.core.delivery.pacing.RetryBudget;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentBackend;
import io.github.camelaudience.launchdarkly.core.ledger.Claim;
import io.github.camelaudience.launchdarkly.core.ledger.MembershipLedger;
import io.github.camelaudience.launchdarkly.core.ledger.Withheld;
import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongToIntFunction;

/**
 * Conducts delivery: takes changes, has them sent when lane and permit allow, and has their tickets settled when it is known
 * what became of them.
 *
 * <p>One lock guards all state; it is never held while a request is sent or a ticket is settled. A slot is in at most
 * one request that is in flight or goes again.
 */
public final class BatchSender {

    private enum State {
        OPEN,
        DRAINING,
        STOPPED
    }

    /** The longest that {@link #stop} waits for callbacks that are being made. */
    private static final long CALLBACKS_MILLIS = 1_000;
    /** All that waits is not looked through more often than once in a millisecond for so many changes. */
    private static final long EXPIRED_PER_MILLI = 200;
    /** What somebody else is writing is claimed again after this time, and no later than after four times as long. */
    private static final long BUSY_MILLIS = 250;

    private static final int BUSY_MOST = 4;
    /** What a lost request has undone is sent behind all that may go, but does not wait for longer. */
    private static final long PATIENCE_MILLIS = 5_000;

    private static final long NEVER = Long.MAX_VALUE;

    private final DeliverySettings settings;
    private final DeliveryMonitor monitor;
    private final DeliveryRuntime runtime;
    private final BatchAttempt attempt;
    private final LostRequests lostRequests;
    private final LedgerWatch ledgerWatch;
    private final SegmentBackend backend;
    private final BrakedRemovals removals;
    private final LastLook lastLook;
    private final Pacing pacing;

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
    private final OutcomeHandler outcomes;

    @GuardedBy("lock")
    private final Dispatcher dispatcher;

    @GuardedBy("lock")
    private final Backlog backlog;

    /** Written under the lock; attempts look at it without. */
    private volatile State state = State.OPEN;

    @GuardedBy("lock")
    private long arrivals;

    @GuardedBy("lock")
    private long nextExpiry;

    /** Whether the ledger is asked for a lost request, or what one has undone waits or is sent. */
    @GuardedBy("lock")
    private boolean sendingLost;

    /** What waits to be sent once more, or {@code null}. */
    @GuardedBy("lock")
    private LostRequests.Undone waitingUndone;

    @GuardedBy("lock")
    private long undoneSince;

    /** Where it goes. */
    @GuardedBy("lock")
    private List<Lane> undoneLanes = List.of();

    /**
     * Makes a sender, which is open at once.
     *
     * @param settings    how changes are gathered and sent; {@code backend} may allow less
     * @param backend     sends updates, and says what shares one and how large it is
     * @param rateLimiter is shared by all senders of one account, and holds up none for longer than its own
     *                    {@code retryPolicy} lets it wait
     * @param retryPolicy how long to wait before an attempt is repeated (rule D21)
     * @param ledger      knows what was accepted last (rules D26, D29), and who is writing it
     * @param lastLook    is asked right before each request (rules D36, D37)
     * @param monitor     is told what happens; what it throws is reported and disturbs nothing
     * @param runtime     has clock, threads and alarm
     */
    public BatchSender(
            DeliverySettings settings,
            SegmentBackend backend,
            RateLimiter rateLimiter,
            RetryPolicy retryPolicy,
            MembershipLedger ledger,
            LastLook lastLook,
            DeliveryMonitor monitor,
            DeliveryRuntime runtime) {
        this(
                settings,
                backend,
                new Pacing(rateLimiter.entrance(retryPolicy.maxDelay(), backend.route()), new RetryBudget()),
                retryPolicy,
                ledger,
                lastLook,
                monitor,
                runtime);
    }

    /** Makes a sender that nothing is asked of right before a request. */
    BatchSender(
            DeliverySettings settings,
            SegmentBackend backend,
            Pacing pacing,
            RetryPolicy retryPolicy,
            MembershipLedger ledger,
            DeliveryMonitor monitor,
            DeliveryRuntime runtime) {
        this(settings, backend, pacing, retryPolicy, ledger, LastLook.none(), monitor, runtime);
    }

    BatchSender(
            DeliverySettings settings,
            SegmentBackend backend,
            RateLimiter rateLimiter,
            RetryPolicy retryPolicy,
            MembershipLedger ledger,
            DeliveryMonitor monitor,
            DeliveryRuntime runtime) {
        this(settings, backend, rateLimiter, retryPolicy, ledger, LastLook.none(), monitor, runtime);
    }

    BatchSender(
            DeliverySettings settings,
            SegmentBackend backend,
            Pacing pacing,
            RetryPolicy retryPolicy,
            MembershipLedger ledger,
            LastLook lastLook,
            DeliveryMonitor monitor,
            DeliveryRuntime runtime) {
        this.settings = settings.within(backend.limits());
        this.backend = backend;
        this.monitor = new MonitorGroup(List.of(monitor));
        this.runtime = Objects.requireNonNull(runtime, "runtime");
        this.lastLook = Objects.requireNonNull(lastLook, "lastLook");
        this.removals = new BrakedRemovals(lastLook.brake());
        this.pacing = pacing;
        this.ledgerWatch = new LedgerWatch(this.monitor);
        this.attempt = new BatchAttempt(
                backend, pacing, ledger, ledgerWatch, this.monitor, runtime, lastLook, removals, new AskedByAttempts());
        this.lostRequests =
                new LostRequests(this.settings, backend, pacing, ledger, ledgerWatch, this.monitor, runtime);
        this.backlog = new Backlog(settings.maxPending(), lock);
        this.lanes = new Lanes(this.settings, backend);
        this.wakeUps = new WakeUps(runtime.alarm(), this::wakeUp);
        this.holds = new Holds(settings.maxInFlight(), settings.coolDownMillis());
        this.outcomes = new OutcomeHandler(
                this.settings, Objects.requireNonNull(retryPolicy, "retryPolicy"), runtime.random(), lanes, holds);
        this.dispatcher =
                new Dispatcher(lanes, holds, pacing, this.monitor, runtime.workers(), runtime.random(), this::carry);
    }

    /** Opens the delivery of one exchange's changes. They may share requests with those of other exchanges. */
    public Submission open(Ticket ticket) {
        return open(ticket, false);
    }

    /**
     * Opens the delivery of one exchange's changes. They may share requests with those of other exchanges.
     *
     * @param withinContinuation whether this is done by what comes after another exchange: it must not wait for itself
     */
    @SuppressWarnings("GuardedBy") // decide holds the lock
    public Submission open(Ticket ticket, boolean withinContinuation) {
        decide(settled -> {
            long now = runtime.clock().getAsLong();
            ticket.opened(now, withinContinuation);
            tickets.add(ticket);
            scheduleWakeUp(now + settings.retryTimeoutMillis(), now, settled);
        });
        return new Submission(this, ticket);
    }

    /** Takes changes of one ticket, and settles at once what is not taken. Throws nothing: the changes have their places in it. */
    void take(List<PendingChange> run, Ticket ticket, Set<Lane> touched) {
        List<MembershipChange> changes = new ArrayList<>(run.size());
        run.forEach(pending -> changes.add(pending.change));
        Settlements failed = new Settlements();
        Deque<PendingChange> left = new ArrayDeque<>(run);
        ticket.add(run.size()); // from here on each of them is settled
        try {
            monitor.taken(changes);
            while (!left.isEmpty()) {
                brake(left, failed);
                accept(left, ticket, touched, failed);
                if (!left.isEmpty()) {
                    DeliveryFailure useless =
                            awaitRoom(ticket, left.peek().change.slot());
                    if (useless != null) {
                        failed.add(left.poll(), new Settlement.Failed(useless));
                    }
                }
            }
        } catch (Throwable e) {
            LastResort.report(e);
            failed.add(List.copyOf(left), OutcomeHandler.broken(e));
        }
        failed.tell(monitor);
    }

    /** Takes out what waits for somebody's word. */
    private void brake(Deque<PendingChange> left, Settlements failed) {
        if (!removals.isAnyHeld()) {
            return;
        }
        left.removeIf(pending -> {
            DeliveryFailure braked = pending.isDecided() ? null : removals.silence(pending.change);
            if (braked != null) {
                failed.add(pending, new Settlement.Failed(braked));
            }
            return braked != null;
        });
    }

    /** Puts changes into their lanes as long as there is room; what is not taken fails. */
    private void accept(Deque<PendingChange> left, Ticket ticket, Set<Lane> touched, Settlements failed) {
        lock.lock();
        try {
            long now = runtime.clock().getAsLong();
            while (!left.isEmpty()) {
                PendingChange next = left.peek();
                DeliveryFailure refusal = refusal(ticket, next.change.slot(), now);
                if (refusal != null) {
                    failed.add(left.poll(), new Settlement.Failed(refusal));
                } else if (backlog.isFull(ticket.isWithinContinuation())) {
                    return;
                } else {
                    accept(left.poll(), touched, now, failed);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void accept(PendingChange next, Set<Lane> touched, long now, Settlements failed) {
        try {
            Lane lane = lanes.of(next.change.slot());
            lane.touch(touched);
            lane.add(next.arrived(arrivals++, backend.ownBytes(next.change.slot())), now);
            backlog.add();
        } catch (Throwable e) {
            LastResort.report(e);
            failed.add(next, OutcomeHandler.broken(e));
        }
    }

    /** Sends what waits in these lanes, as far as permits go. */
    @SuppressWarnings("GuardedBy") // decide holds the lock
    void send(Set<Lane> touched) {
        decide(settled -> {
            long now = runtime.clock().getAsLong();
            for (Lane lane : touched) {
                lanes.offer(lane, isHurried(), now);
                lanes.removeIfOver(lane, now); // nothing came of it
            }
            dispatch(now, settled);
        });
    }

    /**
     * Decides something under the lock, and then calls back the tickets of what was decided, whatever happens. Error Prone does
     * not see that the lock is held in {@code decision}.
     */
    @SuppressWarnings("GuardedBy") // decide holds the lock
    private void decide(Consumer<Settlements> decision) {
        decide(decision, this::giveUpLater);
    }

    /** Likewise; {@code over} takes what is claimed and not needed any more, before anybody is called back. */
    @SuppressWarnings("GuardedBy") // decide holds the lock
    private void decide(Consumer<Settlements> decision, Consumer<List<Claim>> over) {
        Settlements settled = new Settlements();
        lock.lock();
        try {
            decision.accept(settled);
        } finally {
            backlog.decided(settled);
            List<Claim> givenUp = lanes.pollGivenUp();
            lock.unlock();
            if (!givenUp.isEmpty()) {
                over.accept(givenUp);
            }
            tell(settled);
        }
    }

    /** Has others write what these have claimed; not on this thread, which may be the alarm's: a ledger takes its time. */
    private void giveUpLater(List<Claim> claims) {
        try {
            runtime.workers().execute(() -> giveUp(claims));
        } catch (Throwable e) {
            // they end by themselves
            ledgerWatch.failed(new IllegalStateException("a claim cannot be given up before its time", e));
        }
    }

    private void giveUp(List<Claim> claims) {
        claims.forEach(this::giveUp);
    }

    private void giveUp(Claim claim) {
        try {
            claim.unknown();
        } catch (RuntimeException e) {
            ledgerWatch.failed(e);
        } catch (Throwable e) {
            LastResort.report(e);
        }
    }

    /** Calls back the tickets of what was decided. */
    private void tell(Settlements settled) {
        if (settled.changes() == 0) {
            return;
        }
        try {
            settled.tell(monitor);
        } finally {
            lock.lock();
            try {
                backlog.told(settled);
            } finally {
                lock.unlock();
            }
        }
    }

    /** Waits for a change of things if there is no room; says why that is of no use. */
    @SuppressWarnings("GuardedBy") // decide holds the lock
    private DeliveryFailure awaitRoom(Ticket ticket, MembershipSlot slot) {
        AtomicReference<DeliveryFailure> useless = new AtomicReference<>();
        decide(settled -> {
            long now = runtime.clock().getAsLong();
            if (backlog.isFull(ticket.isWithinContinuation()) && refusal(ticket, slot, now) == null) {
                useless.set(awaitRoom(ticket, settled));
            }
        });
        return useless.get();
    }

    /** Why no change of this ticket, environment and audience is taken at present, or {@code null}. */
    @GuardedBy("lock")
    private DeliveryFailure refusal(Ticket ticket, MembershipSlot slot, long now) {
        if (state != State.OPEN) {
            return outcomes.failure(DeliveryFailure.Kind.STOPPED);
        }
        DeliveryFailure silence = holds.silence(slot.environment(), slot.audienceId(), now);
        if (silence != null) {
            return silence;
        }
        return ticket.openedAt() <= now - settings.retryTimeoutMillis()
                ? outcomes.failure(DeliveryFailure.Kind.TIMED_OUT)
                : null;
    }

    /** Waits until something has changed, unless this has settled something itself; says why that is of no use. */
    @GuardedBy("lock")
    private DeliveryFailure awaitRoom(Ticket ticket, Settlements settled) {
        backlog.waiting();
        try {
            long now = runtime.clock().getAsLong();
            lanes.offerAll(isHurried(), now);
            dispatch(now, settled);
            Throwable broken = wakeUps.at(ticket.openedAt() + settings.retryTimeoutMillis(), now);
            if (broken != null) {
                LastResort.report(broken);
                return new DeliveryFailure(DeliveryFailure.Kind.BROKEN, ApiOutcome.broken(broken));
            }
            if (settled.changes() == 0) {
                backlog.await();
            }
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return outcomes.failure(DeliveryFailure.Kind.STOPPED);
        } finally {
            backlog.doneWaiting();
        }
    }

    @GuardedBy("lock")
    private boolean isHurried() {
        return backlog.isWaitedFor() || state == State.DRAINING;
    }

    @GuardedBy("lock")
    private void dispatch(long now, Settlements settled) {
        dispatch(now, settled, null);
    }

    /** Starts the batches of the queue as far as permits go, and has everything looked at again when more may go. */
    @GuardedBy("lock")
    private void dispatch(long now, Settlements settled, Dispatcher.Returned returned) {
        if (state != State.STOPPED) {
            long undoneAt = isUndonePatient(now) ? NEVER : sendUndone(now);
            long permitAt = dispatcher.dispatch(isHurried(), now, settled, returned);
            undoneAt = waitingUndone == null ? NEVER : Math.min(undoneAt, sendUndone(now));
            scheduleWakeUp(Math.min(Math.min(permitAt, undoneAt), lanes.nextLook()), now, settled);
        }
    }

    /**
     * Asks the ledger for requests that may be lost, and sends once more what they may have undone, behind all that waits. To be called
     * every few seconds; never waits.
     */
    public void lookForLost() {
        if (!lostRequests.mayBeDue()) {
            return;
        }
        lock.lock();
        try {
            if (sendingLost
                    || state != State.OPEN
                    || holds.isAnySilent(runtime.clock().getAsLong())) {
                return;
            }
            Set<String> environments = lanes.environments();
            runtime.workers().execute(() -> askForLost(environments));
            sendingLost = true;
        } catch (Throwable e) {
            if (!(e instanceof RejectedExecutionException)) {
                LastResort.report(e);
            } // else at the next look
        } finally {
            lock.unlock();
        }
    }

    /** Notes that changes are sent in this environment, before the first of them comes: what was lost there is sent, too. */
    public void sendsTo(String environment) {
        lock.lock();
        try {
            lanes.sendsTo(environment);
        } finally {
            lock.unlock();
        }
    }

    /** On a worker. */
    @SuppressWarnings("GuardedBy") // decide holds the lock
    private void askForLost(Set<String> environments) {
        LostRequests.Undone undone = lostRequests.next(environments).orElse(null);
        boolean[] taken = {false};
        decide(settled -> {
            if (undone == null || state != State.OPEN) {
                sendingLost = false;
                return;
            }
            long now = runtime.clock().getAsLong();
            taken[0] = true;
            waitingUndone = undone;
            undoneSince = now;
            undoneLanes = undone.updates().stream()
                    .map(update -> lanes.of(update.target()))
                    .toList();
            undoneLanes.forEach(Lane::expectGuest);
            dispatch(now, settled);
        });
        if (undone != null && !taken[0]) {
            lostRequests.forgo(undone);
        }
    }

    @GuardedBy("lock")
    private boolean isUndonePatient(long now) {
        return waitingUndone == null || now - undoneSince < PATIENCE_MILLIS;
    }

    /** Has a worker send what waits to be sent once more, if it may go; says when to look again. */
    @GuardedBy("lock")
    private long sendUndone(long now) {
        boolean patient = isUndonePatient(now);
        long next = undoneSince + (patient ? PATIENCE_MILLIS : 2 * PATIENCE_MILLIS);
        if (!patient) {
            undoneLanes.forEach(Lane::hostGuest);
        }
        LostRequests.Undone undone = waitingUndone;
        if (!undone.claim().maySend() || next <= now) {
            leaveUndone(undone, now);
            return now;
        }
        if (patient && lanes.peekReady() != null
                || dispatcher.isFull()
                || undoneLanes.stream().anyMatch(Lane::keepsGuestWaiting)) {
            return next;
        }
        long wait = pacing.reserve(now, false);
        if (wait > 0) {
            return Math.min(next, now + wait);
        }
        undoneLanes.forEach(Lane::hostGuest);
        dispatcher.startedBeside();
        waitingUndone = null;
        try {
            runtime.workers().execute(() -> sendUndone(undone));
        } catch (Throwable e) {
            LastResort.report(e);
            pacing.cancelled(now);
            dispatcher.finishedBeside();
            undoneIsOver(now); // the claim ends by itself
            return now;
        }
        return NEVER;
    }

    /** On a worker. */
    @SuppressWarnings("GuardedBy") // decide holds the lock
    private void sendUndone(LostRequests.Undone undone) {
        try {
            lostRequests.send(undone);
        } finally {
            decide(settled -> {
                long now = runtime.clock().getAsLong();
                dispatcher.finishedBeside();
                undoneIsOver(now);
                outcomes.conclude(dispatcher.inFlight(), dispatcher.nextRequest(), now, settled);
                lanes.offerAll(isHurried(), now);
                dispatch(now, settled);
            });
        }
        lookForLost();
    }

    /** What waits to be sent once more is not sent now; the ledger asks for it again. */
    @GuardedBy("lock")
    private void leaveUndone(LostRequests.Undone undone, long now) {
        undoneIsOver(now);
        try {
            runtime.workers().execute(() -> lostRequests.forgo(undone));
        } catch (Throwable e) {
            LastResort.report(e); // the claim ends by itself
        }
    }

    @GuardedBy("lock")
    private void undoneIsOver(long now) {
        for (Lane lane : undoneLanes) {
            lane.guestIsGone();
            lanes.offer(lane, isHurried(), now);
            lanes.removeIfOver(lane, now);
        }
        undoneLanes = List.of();
        waitingUndone = null;
        sendingLost = false;
    }

    /** Answers what an attempt asks of the sender; takes the lock where something is to be decided. */
    private final class AskedByAttempts implements BatchAttempt.Sender {

        @Override
        public boolean isStopped() {
            return state == State.STOPPED;
        }

        @Override
        @SuppressWarnings("GuardedBy") // decide holds the lock
        public boolean withhold(Batch batch, Map<PendingChange, Withheld> withheld) {
            boolean[] promoted = {false};
            decide(settled -> {
                if (state != State.STOPPED) {
                    List<PendingChange> busy = new ArrayList<>(0);
                    promoted[0] = batch.withhold(withheld, busy, settled);
                    rest(batch, busy, settled);
                }
            });
            return promoted[0];
        }

        @Override
        @SuppressWarnings("GuardedBy") // decide holds the lock
        public void brake(Batch batch, Map<PendingChange, DeliveryFailure> braked) {
            decide(settled -> {
                if (state == State.STOPPED) {
                    return;
                }
                List<PendingChange> ours = new ArrayList<>();
                batch.clear(braked::containsKey, ours);
                ours.forEach(member -> settled.add(member, new Settlement.Failed(braked.get(member))));
                long now = runtime.clock().getAsLong();
                Map<AudienceKey, DeliveryFailure> held = new HashMap<>();
                braked.forEach((member, cause) -> held.put(member.change.slot().audience(), cause));
                held.forEach((audience, cause) -> settled.add(
                        lanes.clear(waiting -> waits(waiting, audience), now), new Settlement.Failed(cause)));
            });
        }

        /** The brake is not asked again: it may ask the ledger, for which nobody waits under the lock. */
        private boolean waits(PendingChange waiting, AudienceKey held) {
            return waiting.waitsForBrake()
                    && PendingChange.isHeldWithRemovals(waiting.change)
                    && waiting.change.slot().audience().equals(held);
        }
    }

    /** What somebody else is writing goes back to its lane and is claimed again after a while; the others of its batch go. */
    @GuardedBy("lock")
    private void rest(Batch batch, List<PendingChange> busy, Settlements settled) {
        if (busy.isEmpty()) {
            return;
        }
        long now = runtime.clock().getAsLong();
        Lane lane = lanes.of(batch.target());
        lane.rest(
                busy,
                now
                        + (long) (BUSY_MILLIS
                                * (1 + (BUSY_MOST - 1) * runtime.random().getAsDouble())));
        lanes.offer(lane, isHurried(), now);
        scheduleWakeUp(lanes.nextLook(), now, settled);
    }

    /** On a worker: carries one batch after the other, as long as there is one to go when another is back. */
    private void carry(Dispatcher.Start first) {
        Dispatcher.Returned returned = new Dispatcher.Returned();
        for (Dispatcher.Start start = first; start != null; start = returned.poll()) {
            if (state != State.STOPPED) {
                Thread.interrupted(); // was meant for what is over: a pool takes it away between two tasks, too
            }
            try {
                send(start, returned);
            } catch (Throwable e) {
                LastResort.report(e); // there may be a next one all the same
            }
        }
    }

    /** One attempt at one batch. Lane and batch are ours until it is decided what became of them. */
    @SuppressWarnings("GuardedBy") // decide holds the lock
    private void send(Dispatcher.Start start, Dispatcher.Returned returned) {
        Lane lane = start.lane();
        Batch batch = start.batch();
        ApiOutcome outcome = make(batch, start.retry());
        decide(
                settled -> {
                    boolean othersWaited = dispatcher.finished(lane);
                    long now = runtime.clock().getAsLong();
                    lane.finished(batch, now);
                    if (state == State.STOPPED) {
                        lanes.giveUp(batch);
                        return;
                    }
                    if (outcome != null) {
                        outcomes.decide(lane, batch, start.request(), dispatcher.nextRequest(), outcome, now, settled);
                    }
                    if (!batch.isWaiting()) {
                        lanes.giveUp(batch);
                    }
                    expire(now, settled);
                    expire(lane, now, settled);
                    outcomes.conclude(dispatcher.inFlight(), dispatcher.nextRequest(), now, settled);
                    if (othersWaited) {
                        lanes.offerAll(isHurried(), now);
                    } else {
                        lanes.offer(lane, isHurried(), now);
                    }
                    lanes.removeIfOver(lane, now);
                    dispatch(now, settled, returned);
                },
                this::giveUp);
    }

    private ApiOutcome make(Batch batch, boolean retry) {
        try {
            return attempt.make(batch, retry);
        } catch (Throwable e) {
            return BatchAttempt.broken(e);
        }
    }

    /** Has everything looked at again at a time. What waits would wait for ever if nothing can be told to look: it fails. */
    @GuardedBy("lock")
    private void scheduleWakeUp(long at, long now, Settlements settled) {
        Throwable broken = state == State.STOPPED ? null : wakeUps.at(at, now);
        if (broken != null) {
            LastResort.report(broken);
            settled.add(lanes.clear(now), OutcomeHandler.broken(broken));
        }
    }

    /** Something may be due: a retry, a linger time, a permit, or the end of a ticket's patience. */
    @SuppressWarnings("GuardedBy") // decide holds the lock
    private void wakeUp(long at) {
        decide(settled -> {
            wakeUps.rang(at);
            long now = runtime.clock().getAsLong();
            expire(now, settled);
            lanes.offerDue(isHurried(), now);
            dispatch(now, settled);
        });
    }

    /** Fails what waits of tickets whose time has come. The more waits, the less often all of it is looked through. */
    @GuardedBy("lock")
    private void expire(long now, Settlements settled) {
        long openedBefore = now - settings.retryTimeoutMillis();
        if (now >= nextExpiry && tickets.expire(openedBefore)) {
            nextExpiry = now + backlog.pending() / EXPIRED_PER_MILLI;
            settled.add(lanes.expire(openedBefore, now), outcomes.failed(DeliveryFailure.Kind.TIMED_OUT));
            outcomes.conclude(dispatcher.inFlight(), dispatcher.nextRequest(), now, settled);
            lanes.offerAll(isHurried(), now);
            backlog.wakeAll();
        }
        OptionalLong oldest = tickets.oldestInTime();
        if (oldest.isPresent()) {
            long next = Math.max(nextExpiry, oldest.getAsLong() + settings.retryTimeoutMillis());
            scheduleWakeUp(next, now, settled);
        }
    }

    /** Fails what has come back to its lane after its time. */
    @GuardedBy("lock")
    private void expire(Lane lane, long now, Settlements settled) {
        if (tickets.isAnyOverdue()) {
            List<PendingChange> expired = new ArrayList<>();
            lane.expire(now - settings.retryTimeoutMillis(), now, expired);
            settled.add(expired, outcomes.failed(DeliveryFailure.Kind.TIMED_OUT));
        }
    }

    /** Notes that so many changes are of an exchange that goes on its way: they count as under way until {@link #continued}. */
    @SuppressWarnings("GuardedBy") // decide holds the lock
    public void continuing(int changes) {
        decide(settled -> backlog.continuing(changes));
    }

    /** Notes that what came after an exchange of so many changes is over; see {@link #continuing}. */
    @SuppressWarnings("GuardedBy") // decide holds the lock
    public void continued(int changes) {
        decide(settled -> backlog.continued(changes));
    }

    /**
     * Sends the next request of all that is held at once, not after its cool-down. What LaunchDarkly answers decides whether it stays
     * held.
     *
     * @return how many holds had time to go
     */
    @SuppressWarnings("GuardedBy") // decide holds the lock
    public int tryAgain() {
        return tryAgain(now -> holds.tryAgain(now));
    }

    /** Likewise of one audience that is held alone. */
    @SuppressWarnings("GuardedBy") // decide holds the lock
    public int tryAgain(String environment, String audienceId) {
        return tryAgain(now -> holds.tryAgain(environment, audienceId, now));
    }

    @SuppressWarnings("GuardedBy") // decide holds the lock
    private int tryAgain(LongToIntFunction chosen) {
        AtomicInteger over = new AtomicInteger();
        decide(settled -> {
            long now = runtime.clock().getAsLong();
            over.set(chosen.applyAsInt(now));
            lanes.offerAll(isHurried(), now);
            dispatch(now, settled);
        });
        return over.get();
    }

    /** Tells what delivery stands at, for health, JMX and metrics. */
    public DeliveryState state() {
        lock.lock();
        try {
            long now = runtime.clock().getAsLong();
            DeliveryFailure unauthorized = holds.cause(DeliveryFailure.Kind.UNAUTHORIZED);
            long oldest = Math.max(0, now - tickets.oldest().orElse(now));
            return new DeliveryState(
                    backlog.pending(),
                    oldest,
                    dispatcher.inFlight(),
                    Math.max(0, now - lanes.oldestStart().orElse(now)),
                    backlog.continuing(),
                    lanes.size(),
                    holds.isAnySilent(now),
                    unauthorized == null ? null : unauthorized.outcome(),
                    holds.cause(DeliveryFailure.Kind.HELD),
                    heldAudiences(),
                    ledgerWatch.failure(),
                    outcomes.lastOutcome());
        } finally {
            lock.unlock();
        }
    }

    /** Those that LaunchDarkly does not let be written, and those that wait for somebody's word. */
    @GuardedBy("lock")
    private List<HeldAudience> heldAudiences() {
        List<HeldAudience> held = new ArrayList<>(holds.heldAudiences());
        lastLook.brake()
                .held()
                .forEach(braked -> held.add(new HeldAudience(
                        braked.audience().environment(),
                        braked.audience().audienceId(),
                        BrakedRemovals.failure(braked))));
        return held;
    }

    /**
     * Takes no more changes, sends what waits without lingering, and fails what only a retry could save.
     *
     * @param timeoutMillis how long to wait until everything is settled, in milliseconds
     * @return whether everything was settled in time
     * @throws InterruptedException when the thread was interrupted while it waited; draining goes on
     */
    @SuppressWarnings("GuardedBy") // decide holds the lock
    public boolean drain(long timeoutMillis) throws InterruptedException {
        decide(settled -> {
            long now = runtime.clock().getAsLong();
            if (state == State.OPEN) {
                state = State.DRAINING;
            }
            outcomes.endRetries();
            settled.add(lanes.clearRetrying(now), outcomes.failed(DeliveryFailure.Kind.STOPPED));
            backlog.wakeAll();
            lanes.offerAll(isHurried(), now);
            dispatch(now, settled);
            outcomes.conclude(dispatcher.inFlight(), dispatcher.nextRequest(), now, settled);
        });
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
     * @param callbacksMillis how long to wait for callbacks that other threads are making, in milliseconds; 1 s at most
     */
    @SuppressWarnings("GuardedBy") // decide holds the lock
    public void stop(long callbacksMillis) {
        LostRequests.Undone[] waiting = {null};
        decide(settled -> {
            state = State.STOPPED;
            waiting[0] = waitingUndone;
            if (waitingUndone != null) {
                undoneIsOver(runtime.clock().getAsLong());
            }
            settled.add(lanes.abandon(runtime.clock().getAsLong()), outcomes.failed(DeliveryFailure.Kind.STOPPED));
            backlog.wakeAll();
        });
        if (waiting[0] != null) {
            lostRequests.forgo(waiting[0]);
        }
        try {
            // If this thread is making one of them, it waits in vain.
            awaitEmpty(Math.min(CALLBACKS_MILLIS, callbacksMillis));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
