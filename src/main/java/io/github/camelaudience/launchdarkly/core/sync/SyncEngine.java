package io.github.camelaudience.launchdarkly.core.sync;

import io.github.camelaudience.launchdarkly.core.brake.BrakePolicy;
import io.github.camelaudience.launchdarkly.core.deletion.Deletions;
import io.github.camelaudience.launchdarkly.core.deletion.RejectedCopies;
import io.github.camelaudience.launchdarkly.core.delivery.BatchSender;
import io.github.camelaudience.launchdarkly.core.delivery.Continuations;
import io.github.camelaudience.launchdarkly.core.delivery.DeliveryMonitor;
import io.github.camelaudience.launchdarkly.core.delivery.DeliveryRuntime;
import io.github.camelaudience.launchdarkly.core.delivery.DeliverySettings;
import io.github.camelaudience.launchdarkly.core.delivery.DeliveryState;
import io.github.camelaudience.launchdarkly.core.delivery.LastLook;
import io.github.camelaudience.launchdarkly.core.delivery.LastResort;
import io.github.camelaudience.launchdarkly.core.delivery.MonotonicClock;
import io.github.camelaudience.launchdarkly.core.delivery.RetryPolicy;
import io.github.camelaudience.launchdarkly.core.delivery.Submission;
import io.github.camelaudience.launchdarkly.core.delivery.Ticket;
import io.github.camelaudience.launchdarkly.core.delivery.pacing.RateLimiter;
import io.github.camelaudience.launchdarkly.core.delivery.pacing.RateLimiterState;
import io.github.camelaudience.launchdarkly.core.event.AudienceEvent;
import io.github.camelaudience.launchdarkly.core.event.AudienceWatch;
import io.github.camelaudience.launchdarkly.core.launchdarkly.DryRun;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentBackend;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentUpdate;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerTimes;
import io.github.camelaudience.launchdarkly.core.ledger.MembershipLedger;
import io.github.camelaudience.launchdarkly.core.ledger.MemoryStore;
import io.github.camelaudience.launchdarkly.core.ledger.OneProcessLedger;
import io.github.camelaudience.launchdarkly.core.mapping.DefaultMapping;
import io.github.camelaudience.launchdarkly.core.membership.ContextKeyPriority;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessageReader;
import io.github.camelaudience.launchdarkly.core.segment.ReadLimits;
import io.github.camelaudience.launchdarkly.core.trigger.FqlTrigger;
import io.github.camelaudience.launchdarkly.core.verdict.AudienceIdFallback;
import io.github.camelaudience.launchdarkly.core.verdict.ChangeMapper;
import io.github.camelaudience.launchdarkly.core.verdict.MappingSettings;
import io.github.camelaudience.launchdarkly.core.verdict.MissingMembership;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Syncs Segment audiences to LaunchDarkly segments for any host: opens sessions, which share windows, order and limits, and
 * stops them all under one deadline. Safe for use by many threads.
 */
public final class SyncEngine implements AutoCloseable {

    /** Bounds what {@link #close} takes, in milliseconds. */
    public static final long CLOSE_MILLIS = 30_000;

    /**
     * Gathers 1,000 members and 1 MiB a request, waits for no company, has 64 requests under way at most and 10,000 changes pending, gives
     * up after 4 minutes, and is silent for a minute when the access token is refused: what the component's options say, too.
     */
    public static final DeliverySettings DELIVERY =
            new DeliverySettings(1000, 1024 * 1024, 0, 64, 10_000, 240_000, 60_000);

    private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(30);

    /** The longest that stopping waits for requests that were broken off. */
    private static final long SENDERS_MILLIS = 1_000;

    /** Continuations are waited for that often: before and after they are interrupted. */
    private static final int GRACES = 2;

    private final boolean dryRun;
    private final SegmentBackend backend;
    private final AudienceMessageReader reader;
    private final ChangeMapper mapper;
    private final SyncMonitor monitor;
    private final SyncThreads threads;
    private final LongSupplier clock;
    private final LongSupplier wallClock;
    private final RateLimiter rateLimiter;
    private final MembershipLedger ledger;
    private final Continuations continuations;
    private final DeletedPeople people;
    private final AudienceWatch watch;
    private final AudienceBrakes brakes;
    private final BatchSender sender;

    private SyncEngine(Builder builder) {
        dryRun = builder.dryRun;
        backend = dryRun ? builder.backend.dryRun() : builder.backend;
        reader = new AudienceMessageReader(builder.limits);
        mapper = builder.mapper;
        monitor = builder.monitor;
        clock = builder.clock;
        wallClock = builder.wallClock;
        rateLimiter = backend instanceof DryRun || builder.rateLimiter == null
                ? new RateLimiter(builder.retryPolicy.maxDelay())
                : builder.rateLimiter;
        ledger = builder.ledger == null
                ? new OneProcessLedger(new MemoryStore(Builder.REMEMBERED), LedgerTimes.of(RESPONSE_TIMEOUT), clock)
                : builder.ledger;
        threads = builder.threads == null ? SyncThreads.own() : builder.threads;
        continuations = new Continuations(threads.continuations());
        people = new DeletedPeople(
                new Deletions(
                        dryRun ? MembershipLedger.readOnly(ledger) : ledger,
                        builder.deleteEnvironments::contains,
                        builder.settleAfter,
                        wallClock),
                new RejectedCopies(builder.rejectedFolders),
                threads.senders(),
                this::event,
                wallClock);
        watch = new AudienceWatch(ledger, wallClock, this::event);
        brakes = new AudienceBrakes(dryRun ? BrakePolicy.OFF : builder.brake, ledger, clock, wallClock, this::event);
        sender = new BatchSender(
                builder.delivery,
                backend,
                rateLimiter,
                builder.retryPolicy,
                dryRun ? MembershipLedger.readOnly(ledger) : ledger,
                new LastLook(brakes.brake(), people.deletions()::outdates),
                dryRun
                        ? new DryRunMonitor(builder.deliveryMonitor, !(backend instanceof DryRun))
                        : builder.deliveryMonitor,
                new DeliveryRuntime(
                        clock,
                        threads.senders(),
                        (millis, task) -> threads.alarm().schedule(task, millis, TimeUnit.MILLISECONDS),
                        () -> ThreadLocalRandom.current().nextDouble()));
        if (!dryRun) {
            if (builder.deletes) {
                people.start(threads.alarm(), sender);
            }
            sender.sendsTo(builder.environment);
            long every = builder.lookForLost.toMillis();
            threads.alarm().scheduleWithFixedDelay(this::lookForLost, every, every, TimeUnit.MILLISECONDS);
        }
    }

    private void lookForLost() {
        try {
            sender.lookForLost();
        } catch (Throwable e) {
            LastResort.report(e); // or it would be the last look
        }
    }

    /**
     * Begins an engine with the component's defaults: Segment's own mapping, kind {@code user}, the user id as context key.
     *
     * @param environment client-side ID of the environment
     * @param backend     where changes go
     */
    public static Builder of(String environment, SegmentBackend backend) {
        return new Builder(environment, backend);
    }

    /** Says how an engine differs from the defaults. Not thread-safe. */
    public static final class Builder {
        private static final String IDENTIFY_OR_TRACK = "type = \"identify\" or type = \"track\"";
        private static final int REMEMBERED = 100_000;

        private final String environment;
        private final SegmentBackend backend;
        private Duration lookForLost = Duration.ofSeconds(10);
        private ChangeMapper mapper;
        private ReadLimits limits = ReadLimits.DEFAULT;
        private DeliverySettings delivery = DELIVERY;
        private RetryPolicy retryPolicy = RetryPolicy.DEFAULT;
        private RateLimiter rateLimiter;
        private MembershipLedger ledger;
        private SyncThreads threads;
        private LongSupplier clock = new MonotonicClock();
        private LongSupplier wallClock = System::currentTimeMillis;
        private DeliveryMonitor deliveryMonitor = new DeliveryMonitor() {};
        private SyncMonitor monitor = SyncMonitor.SILENT;
        private boolean dryRun;
        private BrakePolicy brake = BrakePolicy.OFF;
        private boolean deletes;
        private Set<String> deleteEnvironments = Set.of();
        private List<Path> rejectedFolders = List.of();
        private Duration settleAfter = LedgerTimes.of(RESPONSE_TIMEOUT).settleAfter();

        private Builder(String environment, SegmentBackend backend) {
            this.environment = Objects.requireNonNull(environment, "environment");
            this.backend = Objects.requireNonNull(backend, "backend");
            this.mapper = new ChangeMapper(
                    new MappingSettings(
                            environment,
                            "user",
                            ContextKeyPriority.of("user_id_only"),
                            MissingMembership.reject,
                            AudienceIdFallback.none),
                    FqlTrigger.compile(IDENTIFY_OR_TRACK),
                    DefaultMapping.INSTANCE);
        }

        /** Sets what decides about messages, the environment included. */
        public Builder mapper(ChangeMapper decides) {
            mapper = Objects.requireNonNull(decides, "mapper");
            return this;
        }

        /** Sets how large a document may be; by default {@link ReadLimits#DEFAULT}. */
        public Builder limits(ReadLimits most) {
            limits = Objects.requireNonNull(most, "limits");
            return this;
        }

        /** Sets how changes are gathered and sent; by default {@link SyncEngine#DELIVERY}. */
        public Builder delivery(DeliverySettings settings) {
            delivery = Objects.requireNonNull(settings, "delivery");
            return this;
        }

        /** Sets how long to wait between attempts; by default {@link RetryPolicy#DEFAULT}. */
        public Builder retryPolicy(RetryPolicy policy) {
            retryPolicy = Objects.requireNonNull(policy, "retryPolicy");
            return this;
        }

        /** Shares a rate limiter, which engines of one account and one clock should; by default the engine has its own. */
        public Builder rateLimiter(RateLimiter ofAccount) {
            rateLimiter = ofAccount;
            return this;
        }

        /**
         * Sets where is remembered what LaunchDarkly accepted last, and who is writing it; by default 100,000 memberships in memory.
         * Whoever opened it closes it, after this engine has stopped.
         */
        public Builder ledger(MembershipLedger opened) {
            ledger = Objects.requireNonNull(opened, "ledger");
            return this;
        }

        /**
         * Sets how often the ledger is asked for requests without an answer that may have undone something newer; by default every 10
         * seconds. Of a ledger that others share, those of the environments are taken in which this engine sends.
         *
         * @throws IllegalArgumentException when it is less than 1 ms
         */
        public Builder lookForLost(Duration every) {
            if (every.toMillis() < 1) {
                throw new IllegalArgumentException("lookForLost must be at least 1 ms but was: " + every);
            }
            lookForLost = every;
            return this;
        }

        /** Lends threads, which the engine ends when it stops; by default it makes its own. */
        public Builder threads(SyncThreads lent) {
            threads = lent;
            return this;
        }

        /** Sets the clock of delivery: milliseconds that never go back; by default a {@link MonotonicClock}. */
        public Builder clock(LongSupplier millis) {
            clock = Objects.requireNonNull(millis, "clock");
            return this;
        }

        /** Sets the clock of the wall, which is compared with the times of messages; by default the system's. */
        public Builder wallClock(LongSupplier millis) {
            wallClock = Objects.requireNonNull(millis, "wallClock");
            return this;
        }

        /** Sets who is told what delivery does and how sessions end; by default nobody. */
        public Builder monitors(DeliveryMonitor ofDelivery, SyncMonitor ofSessions) {
            deliveryMonitor = Objects.requireNonNull(ofDelivery, "deliveryMonitor");
            monitor = Objects.requireNonNull(ofSessions, "monitor");
            return this;
        }

        /** Sets how many people may leave an audience within an hour without a word (rule D37); by default all. */
        public Builder brake(BrakePolicy policy) {
            brake = Objects.requireNonNull(policy, "brake");
            return this;
        }

        /**
         * Has deletions of people carried on after their exits, and those that were begun before this engine (rule D36). By default what the
         * mapper takes for a deletion is carried out, but nobody is forgotten.
         *
         * @param environments client-side IDs of the environments that people are deleted in; none for the default
         * @param folders      where rejected messages are kept
         * @param settled      after what time a request without an answer has no effect any more
         */
        public Builder deletes(Set<String> environments, List<Path> folders, Duration settled) {
            deletes = !environments.isEmpty();
            deleteEnvironments = Set.copyOf(environments);
            rejectedFolders = List.copyOf(folders);
            settleAfter = Objects.requireNonNull(settled, "settled");
            return this;
        }

        /** Sets whether everything is decided and nothing is sent or remembered; by default not. */
        public Builder dryRun(boolean on) {
            dryRun = on;
            return this;
        }

        /** Starts the engine. */
        public SyncEngine start() {
            return new SyncEngine(this);
        }
    }

    /** Opens a session of which nothing but the messages is known. */
    public <S> SyncSession<S> open() {
        return open(Origins.PLAIN);
    }

    /**
     * Opens a session. Its changes may share requests with those of others.
     *
     * @param origins answers what the session has to know of where a message came from
     */
    public <S> SyncSession<S> open(Origins<? super S> origins) {
        return new SyncSession<>(this, origins);
    }

    /**
     * Delivers changes that no message brought, in the order and under the limits of all others. Waits while too many are on their way.
     *
     * @return completed after the last of them is settled, on a thread of delivery: what is done there must not wait
     */
    public CompletableFuture<DeliveredChanges> deliver(List<MembershipChange> changes) {
        CompletableFuture<DeliveredChanges> delivered = new CompletableFuture<>();
        Ticket ticket = new Ticket(settled -> {
            DeliveredChanges result = DeliveredChanges.of(changes, settled, dryRun);
            reported(result.report());
            delivered.complete(result);
        });
        try (Submission submission = sender.open(ticket, continuations.current() != null)) {
            changes.forEach(submission::addDecided);
        }
        return delivered;
    }

    /**
     * Has a ledger that only this process writes forget that these changes are LaunchDarkly's state: whoever brought them failed, and another process may apply the same
     * messages again, and not get to the last. What another session has brought meanwhile is kept.
     *
     * @param accepted what a {@link SyncResult} says
     */
    public void forget(Collection<MembershipChange> accepted) {
        if (!dryRun) {
            ledger.forget(accepted);
        }
    }

    /**
     * Lets the removals of an audience pass for an hour that a brake has held (rule D37), in each environment and context kind.
     *
     * @return how many were held so
     */
    public int release(String audienceId) {
        return brakes.brake().release(audienceId).size();
    }

    /** Gives what knows what LaunchDarkly accepted last. */
    public MembershipLedger ledger() {
        return ledger;
    }

    /** Tells what delivery stands at. */
    public DeliveryState state() {
        return sender.state();
    }

    /**
     * Tries what is held again at once, not after its cool-down: all of it, environments and single audiences.
     *
     * @return how many holds had time to go
     */
    public int tryAgain() {
        return sender.tryAgain();
    }

    /**
     * Tries one audience that is held alone again at once.
     *
     * @return how many holds had time to go: 1, or 0 if it is not held
     */
    public int tryAgain(String environment, String audienceId) {
        return sender.tryAgain(environment, audienceId);
    }

    /** Tells what is known of the rate limits of account, route and access token. */
    public RateLimiterState rateState() {
        return rateLimiter.state(now(), backend.route());
    }

    /** Tells the time by the clock of {@link #rateState}, in milliseconds. */
    public long now() {
        return clock.getAsLong();
    }

    /**
     * Takes no more changes, sends what waits, fails what only a retry could save, and ends the threads.
     *
     * @param millis for everything
     * @param used   what is gone of it already; what closing needs at least is there all the same
     * @throws InterruptedException when this thread is; the engine has stopped all the same
     */
    public void stop(long millis, long used) throws InterruptedException {
        StopDeadline deadline = new StopDeadline(clock, millis, used);
        try {
            sender.drain(deadline.forSending());
        } finally {
            release(deadline);
        }
    }

    /** Stops within {@link #CLOSE_MILLIS}. */
    @Override
    public void close() {
        try {
            stop(CLOSE_MILLIS, 0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Also when whoever stops us is interrupted while he waits. */
    private void release(StopDeadline deadline) {
        sender.stop(deadline.left());
        threads.alarm().shutdownNow();
        // What no thread has begun gives its permit back to the rate limiter, which may outlive this.
        threads.senders().shutdownNow().forEach(Runnable::run);
        awaitSenders(deadline.left() / GRACES);
        end(threads.continuations(), deadline.left() / GRACES);
    }

    /** They tell the ledger what became of their requests, and whoever opened it closes it next. */
    private void awaitSenders(long millis) {
        try {
            threads.senders().awaitTermination(Math.min(SENDERS_MILLIS, millis), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the continuations, then interrupts them, and those that have not begun as well. */
    private void end(ExecutorService pool, long grace) {
        pool.shutdown();
        try {
            if (!pool.awaitTermination(grace, TimeUnit.MILLISECONDS)) {
                interrupt(pool);
                pool.awaitTermination(grace, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            interrupt(pool);
            Thread.currentThread().interrupt();
        }
    }

    private void interrupt(ExecutorService pool) {
        continuations.interrupt();
        pool.shutdownNow();
    }

    boolean isDryRun() {
        return dryRun;
    }

    AudienceMessageReader reader() {
        return reader;
    }

    ChangeMapper mapper() {
        return mapper;
    }

    BatchSender sender() {
        return sender;
    }

    Continuations continuations() {
        return continuations;
    }

    long wallClock() {
        return wallClock.getAsLong();
    }

    /**
     * Runs what comes after a session, not on a thread that sends requests as long as others can be had. Until it has run, the
     * session counts as under way.
     *
     * @param changes how many the session has
     * @param sentBy  the continuation that opened the session, or {@code null}
     */
    void complete(int changes, Continuations.Running sentBy, Runnable continuation) {
        sender.continuing(changes);
        continuations.run(sentBy, () -> {
            try {
                continuation.run();
            } finally {
                sender.continued(changes);
            }
        });
    }

    Deletions deletions() {
        return people.deletions();
    }

    /** The person has left everything. */
    void deleted(DeletedPerson person) {
        people.left(person);
    }

    /** Takes note of a change that is about to be delivered. */
    void saw(MembershipChange change) {
        try {
            watch.saw(change);
        } catch (Throwable e) {
            LastResort.report(e);
        }
    }

    private void event(AudienceEvent event) {
        try {
            monitor.event(event);
        } catch (Throwable e) {
            LastResort.report(e);
        }
    }

    void unreadableTime() {
        try {
            monitor.unreadableTime();
        } catch (Throwable e) {
            LastResort.report(e);
        }
    }

    void reported(SyncReport report) {
        monitor.reported(report);
    }

    /** The request's body, as it would be sent. */
    String render(SegmentUpdate update) {
        return backend.render(update);
    }
}
