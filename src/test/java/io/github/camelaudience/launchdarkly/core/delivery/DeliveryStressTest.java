package io.github.camelaudience.launchdarkly.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.launchdarkly.core.delivery.pacing.RateLimiter;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiError;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.BatchLimits;
import io.github.camelaudience.launchdarkly.core.launchdarkly.CredentialsReport;
import io.github.camelaudience.launchdarkly.core.launchdarkly.RateFacts;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentBackend;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentUpdate;
import io.github.camelaudience.launchdarkly.core.launchdarkly.UpdateTarget;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerTimes;
import io.github.camelaudience.launchdarkly.core.ledger.MembershipLedger;
import io.github.camelaudience.launchdarkly.core.ledger.MemoryStore;
import io.github.camelaudience.launchdarkly.core.ledger.OneProcessLedger;
import io.github.camelaudience.launchdarkly.core.ledger.rocksdb.RocksStore;
import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything is settled once and in order, whatever threads do: callers that are interrupted, answers of every kind, a stop in the middle. */
class DeliveryStressTest {

    @TempDir
    Path folder;

    private final Map<MembershipSlot, MembershipChange> applied = new ConcurrentHashMap<>();
    private final Map<MembershipSlot, Thread> open = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> violations = new ConcurrentLinkedQueue<>();

    /** A part that throws. */
    private static final class Hazard extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final class Backend implements SegmentBackend {
        private final boolean many;

        Backend(boolean many) {
            this.many = many;
        }

        @Override
        public UpdateTarget targetOf(MembershipSlot slot) {
            return many ? UpdateTarget.ofAllAudiences(slot) : UpdateTarget.ofKind(slot);
        }

        @Override
        public BatchLimits limits() {
            return new BatchLimits(100, many ? BatchLimits.Concurrency.WHEN_FULL : BatchLimits.Concurrency.FREELY);
        }

        @Override
        public int sharedBytes(UpdateTarget target, String name) {
            return name.length();
        }

        @Override
        public int ownBytes(MembershipSlot slot) {
            return slot.contextKey().length();
        }

        @Override
        public ApiOutcome send(SegmentUpdate update) {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            for (MembershipChange member : update.members()) {
                if (open.put(member.slot(), Thread.currentThread()) != null) {
                    violations.add("two requests for " + member.slot().contextKey());
                }
            }
            try {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(1, 6))); // the answer takes so long
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                int dice = random.nextInt(100);
                if (dice < 3) {
                    return ApiOutcome.answered(503, ApiError.NONE, RateFacts.NONE);
                }
                if (dice < 5) {
                    throw new Hazard();
                }
                if (dice < 8
                        && update.members().stream()
                                .anyMatch(m -> m.slot().contextKey().endsWith("7"))) {
                    return ApiOutcome.answered(400, new ApiError("invalid", null, null), RateFacts.NONE);
                }
                for (MembershipChange member : update.members()) {
                    MembershipChange before = applied.put(member.slot(), member);
                    if (before != null && before.eventTime() > member.eventTime()) {
                        violations.add("out of order " + before.eventTime() + " then " + member.eventTime());
                    }
                }
                return ApiOutcome.answered(202, ApiError.NONE, RateFacts.NONE);
            } catch (InterruptedException e) {
                return ApiOutcome.unanswered(new java.io.IOException(e));
            } finally {
                update.members().forEach(member -> open.remove(member.slot()));
            }
        }

        @Override
        public String render(SegmentUpdate update) {
            return "";
        }

        @Override
        public CredentialsReport verify(String id) {
            throw new UnsupportedOperationException();
        }
    }

    @ParameterizedTest
    @CsvSource({"true, false, false", "true, false, true", "false, false, true", "true, true, true"})
    void everythingIsSettledOnce(boolean many, boolean rocks, boolean abrupt) throws Exception {
        AtomicLong times = new AtomicLong(System.currentTimeMillis());
        MonotonicClock clock = new MonotonicClock();
        LedgerTimes ledgerTimes = LedgerTimes.of(Duration.ofSeconds(30));
        ScheduledExecutorService alarm = Executors.newScheduledThreadPool(1);
        ExecutorService workers = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task);
            thread.setUncaughtExceptionHandler((where, thrown) -> {
                if (!(thrown instanceof Hazard)) {
                    violations.add("thrown: " + thrown);
                }
            });
            return thread;
        });
        AtomicInteger taken = new AtomicInteger();
        AtomicInteger told = new AtomicInteger();
        DeliveryMonitor monitor = new DeliveryMonitor() {
            @Override
            public void taken(List<MembershipChange> changes) {
                taken.addAndGet(changes.size());
            }

            @Override
            public void settled(List<MembershipChange> changes, Settlement settlement) {
                told.addAndGet(changes.size());
            }
        };
        try (MembershipLedger ledger =
                new OneProcessLedger(rocks ? new RocksStore(folder) : new MemoryStore(100_000), ledgerTimes, clock)) {
            RateLimiter limiter = new RateLimiter();
            BatchSender sender = new BatchSender(
                    new DeliverySettings(100, 1 << 20, 0, 16, 700, 240_000, 1_000),
                    new Backend(many),
                    limiter,
                    new RetryPolicy(Duration.ofMillis(5), Duration.ofMillis(50)),
                    ledger,
                    monitor,
                    new DeliveryRuntime(
                            clock,
                            workers,
                            (millis, task) -> alarm.schedule(task, millis, TimeUnit.MILLISECONDS),
                            () -> ThreadLocalRandom.current().nextDouble()));
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
            AtomicInteger opened = new AtomicInteger();
            AtomicInteger called = new AtomicInteger();
            List<Ticket> tickets = new ArrayList<>();
            List<Thread> threads = new ArrayList<>();
            AudienceKey[] audiences = new AudienceKey[5];
            for (int i = 0; i < audiences.length; i++) {
                audiences[i] = new AudienceKey("env", "user", "a" + i);
            }
            for (int t = 0; t < 5; t++) {
                int seed = t;
                Thread thread = new Thread(() -> {
                    Random random = new Random(seed);
                    while (System.nanoTime() < end) {
                        AtomicInteger calls = new AtomicInteger();
                        Ticket ticket = new Ticket(settled -> {
                            if (calls.incrementAndGet() > 1) {
                                violations.add("called twice");
                            }
                            called.incrementAndGet();
                        });
                        opened.incrementAndGet();
                        synchronized (tickets) {
                            tickets.add(ticket);
                        }
                        int size = random.nextInt(10) == 0 ? random.nextInt(1_000) : random.nextInt(20);
                        try (Submission submission = sender.open(ticket)) {
                            for (int i = 0; i < size; i++) {
                                submission.add(new MembershipChange(
                                        audiences[random.nextInt(audiences.length)].slot("u" + random.nextInt(60)),
                                        "name" + random.nextInt(2),
                                        random.nextBoolean(),
                                        times.incrementAndGet(),
                                        "m"));
                            }
                        }
                        if (random.nextInt(20) == 0) {
                            Thread.currentThread().interrupt();
                        } else if (random.nextInt(4) == 0) {
                            Thread.interrupted();
                        }
                    }
                });
                threads.add(thread);
                thread.start();
            }
            if (abrupt) {
                await().dontCatchUncaughtExceptions()
                        .until(() -> System.nanoTime() > end - TimeUnit.SECONDS.toNanos(1));
                sender.stop(1_000);
            }
            for (Thread thread : threads) {
                thread.join();
            }
            boolean drained = sender.drain(10_000);
            await().dontCatchUncaughtExceptions()
                    .until(() ->
                            sender.state().inFlight() == 0 && sender.state().lanes() == 0);
            DeliveryState state = sender.state();
            System.out.println("stress: opened " + opened + " called " + called + " taken " + taken + " told " + told
                    + " drained " + drained + " pending " + state.pending() + " inFlight " + state.inFlight()
                    + " lanes "
                    + state.lanes() + " violations " + violations.size() + " "
                    + violations.stream().limit(3).toList());
            sender.stop(1_000);
            assertThat(drained).isTrue();
            assertThat(called.get()).isEqualTo(opened.get());
            assertThat(told.get()).isEqualTo(taken.get());
            assertThat(violations).isEmpty();
            assertThat(state.lanes()).isZero();
            assertThat(state.inFlight()).isZero();
            assertThat(state.pending()).isZero();
            assertThat(limiter.state(clock.getAsLong()).inFlight()).isZero();
            for (Ticket ticket : tickets) {
                assertThat(ticket.settlements()).doesNotContainNull();
            }
        } finally {
            alarm.shutdownNow();
            workers.shutdownNow();
        }
    }
}
