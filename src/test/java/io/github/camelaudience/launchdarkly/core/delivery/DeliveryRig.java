package io.github.camelaudience.launchdarkly.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.brake.BrakePolicy;
import io.github.camelaudience.launchdarkly.core.brake.RemovalBrake;
import io.github.camelaudience.launchdarkly.core.delivery.pacing.Pacing;
import io.github.camelaudience.launchdarkly.core.delivery.pacing.RateLimiter;
import io.github.camelaudience.launchdarkly.core.delivery.pacing.RetryBudget;
import io.github.camelaudience.launchdarkly.core.launchdarkly.AccessToken;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.AudiencesPerRequest;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentBackend;
import io.github.camelaudience.launchdarkly.core.launchdarkly.synced.SyncedSegments;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerTimes;
import io.github.camelaudience.launchdarkly.core.ledger.MembershipLedger;
import io.github.camelaudience.launchdarkly.core.ledger.MemoryStore;
import io.github.camelaudience.launchdarkly.core.ledger.OneProcessLedger;
import io.github.camelaudience.launchdarkly.core.ledger.SlotState;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A sender in virtual time, what it talks to, and a count of what it tells. */
final class DeliveryRig implements AutoCloseable {

    /** Whose targets, sizes and limits requests have, unless a test says otherwise. It reaches nobody. */
    static final SegmentBackend SYNCED = synced(AudiencesPerRequest.one);

    /** Likewise, with requests that many audiences share. */
    static final SegmentBackend SYNCED_MANY = synced(AudiencesPerRequest.many);

    private static SegmentBackend synced(AudiencesPerRequest audiences) {
        return new SyncedSegments(
                call -> {
                    throw new IOException("requests are answered by script");
                },
                "https://api",
                "https://sdk",
                new AccessToken("api-1"),
                "test",
                audiences);
    }

    /** Settings that a test changes by name. */
    static final class Options {
        int maxBatchSize = 1000;
        long maxBatchBytes = 1 << 20;
        long linger;
        int maxInFlight = 4;
        int maxPending = 100_000;
        long retryTimeout = 240_000;
        long coolDown = 60_000;
        long seed = 1;
        /** Made with the clock of the rig. */
        Function<LongSupplier, MembershipLedger> ledger = clock -> memory(100_000, clock);

        BrakePolicy brake = BrakePolicy.OFF;
        Predicate<MembershipChange> outdated = change -> false;

        RetryPolicy retryPolicy = RetryPolicy.DEFAULT;
        SegmentBackend shape = SYNCED;
        boolean monitorThrows;
        /** Called wherever a part of the sender is: it may throw. */
        Consumer<String> hazard = part -> {};

        RetryBudget budget = new RetryBudget();
    }

    /** The ledger of one process, in memory. */
    static MembershipLedger memory(int memberships, LongSupplier clock) {
        return new OneProcessLedger(new MemoryStore(memberships), LedgerTimes.of(Duration.ofSeconds(30)), clock);
    }

    @FunctionalInterface
    interface Choice {
        void make(Options options);
    }

    /** One exchange: its ticket, and how often it was called back. */
    final class Job {
        final Ticket ticket = new Ticket(settled -> settled());
        int calls;
        long settledAt = -1;

        private void settled() {
            calls++;
            settledAt = time.now();
            options.hazard.accept("callback");
        }

        List<Settlement> settlements() {
            List<Settlement> all = new ArrayList<>();
            for (int i = 0; i < ticket.size(); i++) {
                all.add(ticket.settlement(i));
            }
            return all;
        }

        Settlement only() {
            assertThat(calls).as("callbacks").isEqualTo(1);
            assertThat(settlements()).hasSize(1);
            return settlements().get(0);
        }

        long settledAfter() {
            return settledAt - VirtualTime.START;
        }

        void assertSettledOnce() {
            assertThat(calls).as("callbacks").isEqualTo(1);
            assertThat(settlements()).doesNotContainNull();
        }
    }

    final Options options = new Options();
    final VirtualTime time;
    final ScriptedTargets targets;
    final BatchSender sender;
    final RemovalBrake brake;
    final MembershipLedger ledger;
    final RateLimiter gate = new RateLimiter();
    final List<Job> jobs = new ArrayList<>();
    final Map<Class<?>, Integer> told = new ConcurrentHashMap<>();
    final List<MembershipSlot> forgone = new ArrayList<>();
    int retries;

    DeliveryRig() {
        this(options -> {});
    }

    DeliveryRig(Choice choice) {
        choice.make(options);
        time = new VirtualTime(options.seed);
        targets = new ScriptedTargets(time, options.shape);
        DeliverySettings settings = new DeliverySettings(
                options.maxBatchSize,
                options.maxBatchBytes,
                options.linger,
                options.maxInFlight,
                options.maxPending,
                options.retryTimeout,
                options.coolDown);
        DeliveryMonitor monitor = new DeliveryMonitor() {
            @Override
            public void requested(ApiOutcome outcome, int members, long millis, boolean retry) {
                retries += retry ? 1 : 0;
                throwIfToldSo();
            }

            @Override
            public void waited(long millis) {
                throwIfToldSo();
            }

            @Override
            public void ledgerFailed(RuntimeException cause) {
                throwIfToldSo();
            }

            @Override
            public void forgone(MembershipSlot slot, ApiOutcome outcome) {
                forgone.add(slot);
                throwIfToldSo();
            }

            @Override
            public void settled(Settlement settlement) {
                told.merge(settlement.getClass(), 1, Integer::sum);
                throwIfToldSo();
            }

            private void throwIfToldSo() {
                options.hazard.accept("monitor");
                if (options.monitorThrows) {
                    throw new UnsupportedOperationException("monitor");
                }
            }
        };
        ledger = options.ledger.apply(time.runtime().clock());
        brake = new RemovalBrake(
                options.brake,
                ledger::audience,
                RemovalBrake.HeldNotes.NONE,
                time.runtime().clock(),
                RemovalBrake.Listener.SILENT);
        sender = new BatchSender(
                settings,
                new HazardousBackend(targets, part -> options.hazard.accept(part)),
                new Pacing(gate, options.budget),
                options.retryPolicy,
                new HazardousLedger(ledger, part -> options.hazard.accept(part)),
                new LastLook(brake, change -> options.outdated.test(change)),
                monitor,
                hazardous(time.runtime()));
    }

    private DeliveryRuntime hazardous(DeliveryRuntime runtime) {
        return new DeliveryRuntime(
                runtime.clock(),
                task -> {
                    options.hazard.accept("workers");
                    runtime.workers().execute(task);
                },
                (millis, task) -> {
                    options.hazard.accept("alarm");
                    runtime.alarm().in(millis, task);
                },
                runtime.random());
    }

    /** A sender whose token has proven good. */
    static DeliveryRig proven(Choice choice) {
        DeliveryRig rig = new DeliveryRig(choice);
        rig.submit(change("proof", "prover", true));
        rig.settle();
        rig.targets.sent.clear();
        rig.targets.history.clear();
        rig.jobs.clear();
        rig.told.clear();
        return rig;
    }

    static MembershipChange change(String audience, String key, boolean included) {
        return change(audience, key, included, MembershipChange.NO_EVENT_TIME, null);
    }

    static MembershipChange change(String audience, String key, boolean included, long eventTime, String messageId) {
        return new MembershipChange(slot(audience, key), audience + " name", included, eventTime, messageId);
    }

    static MembershipSlot slot(String audience, String key) {
        return slot("user", audience, key);
    }

    static MembershipSlot slot(String kind, String audience, String key) {
        return new MembershipSlot("env", kind, audience, key);
    }

    /** So many changes of different slots of one audience. */
    static MembershipChange[] crowd(String audience, int size) {
        MembershipChange[] changes = new MembershipChange[size];
        for (int i = 0; i < size; i++) {
            changes[i] = change(audience, "u" + i, true);
        }
        return changes;
    }

    /** One exchange with these changes. */
    Job submit(MembershipChange... changes) {
        Job job = new Job();
        jobs.add(job);
        try (Submission submission = sender.open(job.ticket)) {
            for (MembershipChange change : changes) {
                submission.add(change);
            }
        }
        return job;
    }

    /** Lets time pass until all jobs are called back. */
    void settle() {
        boolean all = time.runUntil(() -> jobs.stream().allMatch(job -> job.calls > 0));
        assertThat(all).as("all tickets are settled in the end").isTrue();
    }

    /** Lets what is sent without an answer have its effect or not, and has sent once more what that has undone. */
    void settleLost() {
        for (int looks = 0; anyOpen(); looks++) {
            assertThat(looks).as("looks for what is lost").isLessThan(200);
            time.advance(10_000);
            sender.lookForLost();
            time.advance(1_000);
        }
    }

    /** Whether the ledger has anything claimed, or sent and not concluded. */
    boolean anyOpen() {
        return slots().map(ledger::state)
                .flatMap(Optional::stream)
                .anyMatch(state -> state.claimed() || !state.open().isEmpty());
    }

    private Stream<MembershipSlot> slots() {
        return targets.sent.stream()
                .flatMap(sent -> sent.request().members().stream())
                .map(MembershipChange::slot)
                .distinct();
    }

    /** Everything came to its end: each ticket once, nothing left behind. */
    void assertAtRest() {
        time.advance(0); // what is not needed any more is given up by a worker
        assertThat(targets.violations).isEmpty();
        assertThat(time.uncaught).isEmpty();
        jobs.forEach(Job::assertSettledOnce);
        DeliveryState state = sender.state();
        assertThat(state.pending()).as("pending").isZero();
        assertThat(state.inFlight()).as("in flight").isZero();
        assertThat(state.lanes()).as("lanes").isZero();
        assertThat(slots().map(ledger::state).flatMap(Optional::stream))
                .as("claimed")
                .noneMatch(SlotState::claimed);
        assertThat(gate.state(time.now()).inFlight())
                .as("permits of the rate limiter")
                .isZero();
        assertThat(options.budget.inFlight()).as("attempts of the retry budget").isZero();
        int changes = jobs.stream().mapToInt(job -> job.ticket.size()).sum();
        assertThat(told.values().stream().mapToInt(Integer::intValue).sum())
                .as("settlements told")
                .isEqualTo(changes);
    }

    static Duration seconds(long count) {
        return Duration.ofSeconds(count);
    }

    @Override
    public void close() {
        time.close();
    }
}
