package io.github.camelaudience.launchdarkly.core.ledger;

import io.github.camelaudience.launchdarkly.core.ledger.postgresql.PostgresLedger;
import io.github.camelaudience.launchdarkly.core.ledger.rocksdb.RocksStore;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Measures what a ledger costs around requests of 1,000 members: a claim before, and what was accepted after. No request is sent. For
 * {@code memory}, beside the filter that only forgets; for {@code rocksdb} and {@code postgresql} on the disk, with every write synced.
 */
public final class LedgerBench {

    private static final int MEMBERS = 1_000;
    private static final int AUDIENCES = 20;
    private static final LedgerTimes TIMES = LedgerTimes.of(Duration.ofSeconds(30));
    private static final LongSupplier CLOCK = () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final AtomicLong EVENT_TIME = new AtomicLong(1_760_000_000_000L);

    private LedgerBench() {}

    /** Takes {@code memory|rocksdb|postgresql}, how many slots there are (default 1,000,000) and how many seconds each round lasts (5). */
    public static void main(String[] args) throws Exception {
        int slots = args.length > 1 ? Integer.parseInt(args[1]) : 1_000_000;
        int seconds = args.length > 2 ? Integer.parseInt(args[2]) : 5;
        switch (args.length > 0 ? args[0] : "memory") {
            case "memory" -> memory(slots, seconds);
            case "rocksdb" -> rocksdb(slots, seconds);
            case "postgresql" -> postgresql(slots, seconds);
            default -> throw new IllegalArgumentException("memory, rocksdb or postgresql, but: " + args[0]);
        }
        System.exit(0);
    }

    private static MembershipChange change(int slot, int audience, long time) {
        return new MembershipChange(
                new MembershipSlot(
                        "env", "user", "aud_" + audience, "user-" + Long.toHexString(slot * 0x9E3779B97F4A7C15L)),
                "Audience",
                time % 4 != 0,
                time,
                "personas_" + Long.toHexString(time * 0x9E3779B97F4A7C15L),
                "kafka:audiences/3@" + time);
    }

    /** The changes of one request, of one audience or of all. */
    private static List<MembershipChange> request(SplittableRandom random, int slots, boolean mixed) {
        int perAudience = slots / AUDIENCES;
        int audience = random.nextInt(AUDIENCES);
        int first = random.nextInt(perAudience);
        int step = 7_919;
        List<MembershipChange> changes = new ArrayList<>(MEMBERS);
        for (int i = 0; i < MEMBERS; i++) {
            int of = mixed ? i % AUDIENCES : audience;
            int slot = (int) ((first + (long) i * step) % perAudience);
            changes.add(change(slot, of, EVENT_TIME.incrementAndGet()));
        }
        return changes;
    }

    private static void send(MembershipLedger ledger, List<MembershipChange> changes) {
        Claim claim = ledger.claim(changes);
        if (claim.granted().size() + claim.withheld().size() != changes.size()) {
            throw new IllegalStateException("lost a change");
        }
        claim.accepted(new Acceptance("6c2a9f00-0000-0000-0000-000000000000", System.currentTimeMillis()));
    }

    private static void fill(int slots, Consumer<List<MembershipChange>> taker) {
        for (int audience = 0; audience < AUDIENCES; audience++) {
            List<MembershipChange> changes = new ArrayList<>(MEMBERS);
            for (int slot = 0; slot < slots / AUDIENCES; slot++) {
                changes.add(change(slot, audience, EVENT_TIME.incrementAndGet()));
                if (changes.size() == MEMBERS) {
                    taker.accept(changes);
                    changes = new ArrayList<>(MEMBERS);
                }
            }
            if (!changes.isEmpty()) {
                taker.accept(changes);
            }
        }
    }

    private static void memory(int slots, int seconds) {
        long before = heap();
        MembershipLedger ledger = new OneProcessLedger(new MemoryStore(slots), TIMES, CLOCK);
        fill(slots, changes -> send(ledger, changes));
        long ledgerHeap = heap() - before;
        System.out.printf(
                Locale.ROOT,
                "memory of %,d slots: %d MB (with request id and source of each)%n",
                slots,
                ledgerHeap >> 20);
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 5; round++) {
            double nanos = nanosPerMember(random, slots, seconds, changes -> send(ledger, changes));
            System.out.printf(Locale.ROOT, "memory, ns of CPU a member: %.0f%n", nanos);
        }
    }

    /** CPU time of this thread; making the changes does not count. */
    private static double nanosPerMember(
            SplittableRandom random, int slots, int seconds, Consumer<List<MembershipChange>> taker) {
        long cpu = 0;
        long members = 0;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds) / 2;
        while (System.nanoTime() < end) {
            List<MembershipChange> changes = request(random, slots, members % 2 == 0);
            long start = THREADS.getCurrentThreadCpuTime();
            taker.accept(changes);
            cpu += THREADS.getCurrentThreadCpuTime() - start;
            members += changes.size();
        }
        return (double) cpu / members;
    }

    private static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static void rocksdb(int slots, int seconds) throws IOException {
        Path folder = Files.createTempDirectory("ledger-bench");
        try {
            try (MembershipLedger ledger = new OneProcessLedger(new RocksStore(folder), TIMES, CLOCK)) {
                long start = System.nanoTime();
                fill(slots, changes -> send(ledger, changes));
                System.out.printf(
                        Locale.ROOT, "rocksdb, filled with %,d slots: %,.0f members/s%n", slots, rate(slots, start));
            }
            long start = System.nanoTime();
            try (MembershipLedger ledger = new OneProcessLedger(new RocksStore(folder), TIMES, CLOCK)) {
                System.out.printf(
                        Locale.ROOT,
                        "rocksdb, start with %,d slots: %.2f s, disk %,d MB%n",
                        slots,
                        (System.nanoTime() - start) / 1e9,
                        size(folder) >> 20);
                rounds("rocksdb", ledger, slots, seconds, new int[] {1, 3});
                reads("rocksdb", ledger, slots);
                System.out.printf(Locale.ROOT, "rocksdb, heap in use %d MB, resident %s%n", heap() >> 20, resident());
            }
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted((one, other) -> other.compareTo(one))
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    private static void postgresql(int slots, int seconds) throws Exception {
        System.setProperty("ledger.fsync", "true");
        try (PooledSource pool = new PooledSource(PostgresServer.newDatabase())) {
            MembershipLedger ledger = PostgresLedger.open(pool, TIMES, CLOCK);
            long start = System.nanoTime();
            fill(slots, changes -> send(ledger, changes));
            System.out.printf(
                    Locale.ROOT, "postgresql, filled with %,d slots: %,.0f members/s%n", slots, rate(slots, start));
            rounds("postgresql", ledger, slots, seconds, new int[] {1, 3});
            reads("postgresql", ledger, slots);
        }
    }

    private static void rounds(String engine, MembershipLedger ledger, int slots, int seconds, int[] clients) {
        for (boolean mixed : new boolean[] {false, true}) {
            for (int each : clients) {
                round(engine, ledger, slots, seconds, each, mixed);
            }
        }
    }

    private static void round(
            String engine, MembershipLedger ledger, int slots, int seconds, int clients, boolean mixed) {
        AtomicLong members = new AtomicLong();
        AtomicLong used = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        List<long[]> times = new ArrayList<>();
        long start = System.nanoTime();
        long end = start + TimeUnit.SECONDS.toNanos(seconds);
        for (int client = 0; client < clients; client++) {
            SplittableRandom random = new SplittableRandom(client);
            Thread thread = new Thread(() -> {
                while (System.nanoTime() < end) {
                    List<MembershipChange> changes = request(random, slots, mixed);
                    long cpu = THREADS.getCurrentThreadCpuTime();
                    long begun = System.nanoTime();
                    Claim claim = ledger.claim(changes);
                    long claimed = System.nanoTime();
                    claim.accepted(new Acceptance("6c2a9f00-0000-0000-0000-000000000000", 1));
                    long done = System.nanoTime();
                    members.addAndGet(claim.granted().size());
                    used.addAndGet(THREADS.getCurrentThreadCpuTime() - cpu);
                    synchronized (times) {
                        times.add(new long[] {claimed - begun, done - claimed});
                    }
                }
            });
            thread.start();
            threads.add(thread);
        }
        threads.forEach(LedgerBench::join);
        System.out.printf(
                Locale.ROOT,
                "%s, %d clients, %s: %,.0f members/s, %.1f µs of CPU a member, claim p50 %.1f ms, accepted p50 %.1f ms%n",
                engine,
                clients,
                mixed ? "20 audiences a request" : "one audience a request",
                rate(members.get(), start),
                used.get() / 1e3 / Math.max(1, members.get()),
                median(times, 0),
                median(times, 1));
    }

    private static double median(List<long[]> times, int which) {
        long[] sorted = times.stream().mapToLong(time -> time[which]).sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2] / 1e6;
    }

    private static void reads(String engine, MembershipLedger ledger, int slots) {
        long[] state = new long[500];
        long[] person = new long[500];
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < state.length; i++) {
            MembershipSlot slot = change(random.nextInt(slots / AUDIENCES), random.nextInt(AUDIENCES), 1)
                    .slot();
            long start = System.nanoTime();
            boolean isKnown = ledger.state(slot).isPresent();
            long middle = System.nanoTime();
            if (!isKnown || ledger.person("env", slot.contextKey()).size() != AUDIENCES) {
                throw new IllegalStateException("a membership is missing");
            }
            state[i] = middle - start;
            person[i] = System.nanoTime() - middle;
        }
        Arrays.sort(state);
        Arrays.sort(person);
        System.out.printf(
                Locale.ROOT,
                "%s, why of one membership p50 %.2f p99 %.2f ms; a person in %d audiences p50 %.2f p99 %.2f ms%n",
                engine,
                state[250] / 1e6,
                state[494] / 1e6,
                AUDIENCES,
                person[250] / 1e6,
                person[494] / 1e6);
    }

    private static double rate(long members, long start) {
        return members / ((System.nanoTime() - start) / 1e9);
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private static String resident() throws IOException {
        Path status = Path.of("/proc/self/status");
        return Files.exists(status)
                ? Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("VmRSS"))
                        .findFirst()
                        .orElse("unknown")
                        .replaceAll("\\s+", " ")
                : "unknown";
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
