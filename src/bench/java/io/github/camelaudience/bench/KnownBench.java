package io.github.camelaudience.bench;

import io.github.camelaudience.launchdarkly.core.ledger.Acceptance;
import io.github.camelaudience.launchdarkly.core.ledger.Claim;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerStore;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerTimes;
import io.github.camelaudience.launchdarkly.core.ledger.MembershipLedger;
import io.github.camelaudience.launchdarkly.core.ledger.MemoryStore;
import io.github.camelaudience.launchdarkly.core.ledger.OneProcessLedger;
import io.github.camelaudience.launchdarkly.core.ledger.rocksdb.RocksStore;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Compares what a message costs with a ledger in memory and with one in a folder, as more memberships are known before: all messages
 * are of those. Requests over HTTP and the threads of RocksDB count. Memory remembers a million memberships at most.
 */
public final class KnownBench {

    private static final String MEMORY = "memory";
    private static final String FOLDER = "folder";
    private static final int AUDIENCES = 20;
    private static final int REMEMBERED = 1_000_000;
    private static final int AT_ONCE = 10_000;
    private static final long BEFORE = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

    private KnownBench() {}

    /** Prints the table, and writes it into the page with {@code -Dbench.write=true}. */
    public static void main(String[] args) throws Exception {
        StringBuilder text = new StringBuilder("| memberships known | memory, one audience a request | folder | times "
                + "| memory, many audiences a request | folder | times | heap of memory | disk of folder |\n"
                + "|---|---|---|---|---|---|---|---|---|\n");
        try (Contest contest = new Contest()) {
            for (int known : new int[] {1_000, 100_000, 1_000_000, 10_000_000}) {
                try (TemporaryFolder folder = TemporaryFolder.make()) {
                    text.append(row(contest, known, folder));
                }
                Page.block("known", text.toString());
            }
        }
        System.exit(0);
    }

    private static String row(Contest contest, int known, TemporaryFolder folder) throws Exception {
        long before = heap();
        try (MembershipLedger memory = filled(new MemoryStore(REMEMBERED), known);
                MembershipLedger inFolder = filled(new RocksStore(folder.path()), known)) {
            long heap = heap() - before;
            contest.bind(MEMORY + known, memory);
            contest.bind(FOLDER + known, inFolder);
            StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "| %,d |", known));
            for (String audiences : List.of("one", "many")) {
                String options = "&audiencesPerRequest=" + audiences + "&membershipLedger=%23";
                List<Contender> contenders = List.of(
                        contest.ours(MEMORY, options + MEMORY + known), contest.ours(FOLDER, options + FOLDER + known));
                Load.Shape shape = new Load.Shape(25, 1000, AUDIENCES, 900, known / AUDIENCES);
                Comparison run = known == 1_000
                        ? Comparison.steady(contenders, shape, 60, 8)
                        : Comparison.of(contenders, shape, 3, 8);
                row.append(String.format(
                        Locale.ROOT,
                        " %.1f | %.1f | %.2f |",
                        run.micros(MEMORY),
                        run.micros(FOLDER),
                        run.ratio(MEMORY, FOLDER)));
            }
            return row.append(String.format(Locale.ROOT, " %d MB | %d MB |%n", heap >> 20, folder.size() >> 20))
                    .toString();
        }
    }

    private static MembershipLedger filled(LedgerStore store, int known) {
        MembershipLedger ledger = new OneProcessLedger(
                store, LedgerTimes.of(Duration.ofSeconds(30)), () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
        int people = known / AUDIENCES;
        for (int audience = 0; audience < AUDIENCES; audience++) {
            for (int first = 0; first < people; first += AT_ONCE) {
                List<MembershipChange> changes = new ArrayList<>(AT_ONCE);
                for (int person = first; person < Math.min(people, first + AT_ONCE); person++) {
                    changes.add(change(audience, person));
                }
                Claim claim = ledger.claim(changes);
                claim.accepted(new Acceptance("6c2a9f00-0000-0000-0000-000000000000", BEFORE));
            }
        }
        return ledger;
    }

    private static MembershipChange change(int audience, int person) {
        MembershipSlot slot = new MembershipSlot("bench", "user", Load.id(audience), Load.person(person));
        return new MembershipChange(
                slot,
                "Audience",
                person % 2 == 0,
                BEFORE,
                "personas_" + audience + "_" + person,
                "kafka:audiences/3@7");
    }

    private static long heap() {
        System.gc();
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
