package io.github.camelaudience.launchdarkly.core.ledger;

import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Lets a few processes write the same memberships through one ledger, to a LaunchDarkly that answers late or never and applies requests
 * after nobody waits for them any more; with processes that die and stand still. It applies nothing later than the ledger supposes.
 */
final class LedgerRace {

    static final LedgerTimes TIMES =
            new LedgerTimes(Duration.ofMillis(150), Duration.ofMillis(80), Duration.ofMillis(1_500));

    private static final int AUDIENCES = 5;
    private static final int KEYS = 40;
    private static final int TIMEOUT = 60;
    private static final long LATEST_EFFECT = TIMES.settleAfter().toMillis() * 3 / 4;
    private static final int MOST_OPEN = 60;

    private final Random feed;
    private final long seed;
    private final Supplier<MembershipLedger> ledgers;
    private final BooleanSupplier anyFlight;

    private final Map<MembershipSlot, Boolean> launchDarkly = new ConcurrentHashMap<>();
    private final ScheduledExecutorService net = Executors.newScheduledThreadPool(2);
    private final AtomicInteger inTheAir = new AtomicInteger();
    private final ConcurrentLinkedQueue<MembershipChange> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger open = new AtomicInteger();
    private final Map<MembershipSlot, Boolean> wanted = new HashMap<>();
    private volatile boolean feeding = true;

    final AtomicLong messages = new AtomicLong();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong unknown = new AtomicLong();
    private final AtomicLong late = new AtomicLong();
    private final AtomicLong crashes = new AtomicLong();
    private final AtomicLong busy = new AtomicLong();
    private final AtomicLong claimsLost = new AtomicLong();
    private final AtomicLong again = new AtomicLong();
    private final AtomicLong unavailable = new AtomicLong();
    private final AtomicLong notInTime = new AtomicLong();
    private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());

    /**
     * Makes a race.
     *
     * @param ledgers   gives a process its ledger
     * @param anyFlight whether something is still open
     */
    LedgerRace(long seed, Supplier<MembershipLedger> ledgers, BooleanSupplier anyFlight) {
        this.seed = seed;
        this.feed = new Random(seed);
        this.ledgers = ledgers;
        this.anyFlight = anyFlight;
    }

    private static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Runs until the time is over and everything has come to rest; then says what is wrong. */
    List<String> run(int processes, Duration time, Runnable halfway) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < processes; i++) {
            Thread thread = new Thread(new Process(new Random(seed * 31 + i)), "process-" + i);
            thread.start();
            threads.add(thread);
        }
        long start = System.nanoTime();
        feedUntil(start + time.toNanos() / 2);
        halfway.run();
        feedUntil(start + time.toNanos());
        feeding = false;
        for (Thread thread : threads) {
            thread.join(TimeUnit.MINUTES.toMillis(2));
        }
        while (inTheAir.get() > 0) {
            pause(5);
        }
        net.shutdownNow();
        return wrongs();
    }

    private void feedUntil(long end) {
        List<MembershipChange> held = new ArrayList<>();
        while (System.nanoTime() < end) {
            while (open.get() < MOST_OPEN) {
                long time = messages.incrementAndGet();
                MembershipSlot slot =
                        new MembershipSlot("env", "user", "a" + feed.nextInt(AUDIENCES), "u" + feed.nextInt(KEYS));
                MembershipChange change =
                        new MembershipChange(slot, slot.audienceId(), feed.nextBoolean(), time, "m" + time);
                wanted.put(slot, change.included());
                held.add(change);
                if (held.size() > 30 || feed.nextInt(3) == 0) {
                    release(held);
                }
            }
            pause(1);
        }
        release(held);
    }

    /** The source brings messages out of order, and some of them twice. */
    private void release(List<MembershipChange> held) {
        Collections.shuffle(held, feed);
        for (MembershipChange each : held) {
            for (int copies = feed.nextInt(20) == 0 ? 2 : 1; copies > 0; copies--) {
                open.incrementAndGet();
                queue.add(each);
            }
        }
        held.clear();
    }

    private List<String> wrongs() {
        List<String> wrongs = new ArrayList<>();
        failures.forEach(e -> wrongs.add("failed: " + e));
        if (open.get() != 0) {
            wrongs.add(open.get() + " messages are not completed");
        }
        MembershipLedger ledger = ledgers.get();
        Map<AudienceKey, Long> sizes = new HashMap<>();
        wanted.forEach((slot, value) -> {
            sizes.merge(slot.audience(), value ? 1L : 0L, Long::sum);
            if (!value.equals(launchDarkly.get(slot))) {
                wrongs.add("LaunchDarkly is wrong about " + slot.contextKey() + " in " + slot.audienceId());
            }
            SlotState state = ledger.state(slot).orElse(null);
            if (state == null
                    || state.mark().filter(mark -> mark.included() == value).isEmpty()) {
                wrongs.add("the ledger is wrong about " + slot.contextKey() + ": " + state);
            } else if (state.claimed() || !state.open().isEmpty()) {
                wrongs.add("left open: " + state);
            }
        });
        sizes.forEach((audience, members) -> {
            if (ledger.audience(audience).members() != members) {
                wrongs.add("the size of " + audience + " is " + members + ", but: " + ledger.audience(audience));
            }
        });
        return wrongs;
    }

    @Override
    public String toString() {
        return String.format(
                "%,d messages, %,d accepted, %d answers unknown, %d of them applied later, %d crashes, %d claims lost, %d busy,"
                        + " %d sent once more, %d not in time, %d times unavailable",
                messages.get(),
                accepted.get(),
                unknown.get(),
                late.get(),
                crashes.get(),
                claimsLost.get(),
                busy.get(),
                again.get(),
                notInTime.get(),
                unavailable.get());
    }

    private static void pause(long millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    /** One process; it takes messages from the source until nothing is left. */
    private final class Process implements Runnable {
        private final Random random;
        private MembershipLedger ledger = ledgers.get();

        Process(Random random) {
            this.random = random;
        }

        @Override
        public void run() {
            try {
                while (feeding || open.get() > 0 || anyFlight.getAsBoolean()) {
                    work();
                }
            } catch (Throwable e) {
                failures.add(e);
            }
        }

        private void work() {
            List<MembershipChange> mine = new ArrayList<>();
            try {
                if ((random.nextInt(10) == 0 || queue.isEmpty()) && sendOnceMore()) {
                    return;
                }
                take(mine);
                if (mine.isEmpty()) {
                    pause(2);
                } else {
                    deliver(null, mine);
                }
            } catch (Crash e) {
                crashes.incrementAndGet();
                pause(random.nextInt(100));
                begin();
            } catch (LedgerUnavailableException e) {
                unavailable.incrementAndGet();
                pause(20);
            } finally {
                queue.addAll(mine);
            }
        }

        /** A new process begins where the old one has died; while the ledger cannot be opened it does not. */
        private void begin() {
            try {
                ledger = ledgers.get();
            } catch (LedgerUnavailableException e) {
                unavailable.incrementAndGet();
            }
        }

        private void take(List<MembershipChange> mine) {
            Map<MembershipSlot, MembershipChange> taken = new LinkedHashMap<>();
            List<MembershipChange> back = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                MembershipChange change = queue.poll();
                if (change != null && taken.putIfAbsent(change.slot(), change) != null) {
                    back.add(change);
                }
            }
            queue.addAll(back);
            mine.addAll(taken.values());
        }

        private void maybeCrash(int perMille) {
            if (random.nextInt(1_000) < perMille) {
                throw new Crash();
            }
        }

        private void complete(List<MembershipChange> mine, MembershipChange change) {
            mine.remove(change);
            open.decrementAndGet();
        }

        private void deliver(Claim earlier, List<MembershipChange> mine) {
            long begun = System.nanoTime();
            Claim claim = ledger.claimAgain(earlier, List.copyOf(mine));
            claim.withheld().forEach((change, reason) -> {
                if (reason == Withheld.BUSY) {
                    busy.incrementAndGet();
                } else {
                    complete(mine, change);
                }
            });
            if (claim.granted().isEmpty()) {
                pause(2);
                return;
            }
            standStill(4);
            maybeCrash(15);
            if (!claim.maySend()) {
                notInTime.incrementAndGet();
                claim.ended();
                return;
            }
            standStill(3);
            List<MembershipChange> sent =
                    claim.granted().stream().map(Granted::change).toList();
            boolean answered = send(sent, begun);
            maybeCrash(25);
            if (answered) {
                List<MembershipChange> lost = remember(claim);
                for (MembershipChange each : sent) {
                    if (lost.contains(each)) {
                        claimsLost.incrementAndGet();
                    } else {
                        accepted.incrementAndGet();
                        complete(mine, each);
                    }
                }
            } else if (random.nextBoolean()) {
                mine.removeIf(each -> {
                    boolean other = !sent.contains(each);
                    if (other) {
                        queue.add(each);
                    }
                    return other;
                });
                pause(random.nextInt(60));
                deliver(claim, mine);
            } else {
                claim.unknown();
            }
        }

        private void standStill(int percent) {
            if (random.nextInt(100) < percent) {
                pause(TIMES.hold().toMillis() + 50);
            }
        }

        /** Whether LaunchDarkly has answered in time. */
        private boolean send(List<MembershipChange> changes, long begun) {
            CompletableFuture<Boolean> answer = new CompletableFuture<>();
            int dice = random.nextInt(100);
            boolean answers = dice >= 11;
            boolean applies = dice < 8 || answers;
            long delay = answers ? random.nextInt(25) : random.nextInt(500);
            inTheAir.incrementAndGet();
            net.schedule(
                    () -> {
                        boolean tooLate = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun) > LATEST_EFFECT;
                        if (applies && !tooLate) {
                            changes.forEach(each -> launchDarkly.put(each.slot(), each.included()));
                            if (answers) {
                                answer.complete(true);
                            } else if (delay > TIMEOUT) {
                                late.incrementAndGet();
                            }
                        }
                        inTheAir.decrementAndGet();
                    },
                    delay,
                    TimeUnit.MILLISECONDS);
            maybeCrash(10);
            try {
                return answer.get(TIMEOUT + (random.nextInt(100) < 3 ? 250 : 0), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                unknown.incrementAndGet();
                return false;
            } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }

        /** What cannot be remembered now is told again. */
        private List<MembershipChange> remember(Claim claim) {
            for (int attempt = 0; ; attempt++) {
                try {
                    return claim.accepted(new Acceptance("request", System.currentTimeMillis()));
                } catch (LedgerUnavailableException e) {
                    unavailable.incrementAndGet();
                    if (attempt == 100) {
                        throw e;
                    }
                    pause(20);
                }
            }
        }

        private boolean sendOnceMore() {
            long begun = System.nanoTime();
            Claim claim = ledger.claimDue().orElse(null);
            if (claim == null) {
                return false;
            }
            maybeCrash(20);
            if (!claim.maySend()) {
                claim.ended();
                return true;
            }
            List<MembershipChange> known =
                    claim.granted().stream().map(Granted::change).toList();
            again.addAndGet(known.size());
            boolean answered = send(known, begun);
            maybeCrash(20);
            if (answered) {
                remember(claim);
            } else {
                claim.unknown();
            }
            return true;
        }
    }
}
