package io.github.camelaudience.bench;

import java.util.List;
import java.util.Locale;

/**
 * Compares what a message costs with a ledger in a folder with what it costs in memory, requests over HTTP included. All threads count,
 * also those of RocksDB.
 */
public final class LedgerCost {

    private static final String MEMORY = "ledger in memory";
    private static final String FOLDER = "ledger in a folder";
    private static final Load.Shape SHORT = new Load.Shape(25, 1000, 20, 900);

    private LedgerCost() {}

    /** Prints the ratio of CPU times for requests of one audience and of many. */
    public static void main(String[] args) throws Exception {
        for (String audiences : List.of("one", "many")) {
            String options = "&audiencesPerRequest=" + audiences;
            try (TemporaryFolder folder = TemporaryFolder.make();
                    Contest contest = new Contest()) {
                Comparison run = Comparison.of(
                        List.of(
                                contest.ours(MEMORY, options),
                                contest.ours(FOLDER, options + "&ledgerFolder=" + folder.path())),
                        SHORT,
                        12,
                        9);
                System.out.printf(
                        Locale.ROOT,
                        "%s audience a request: %s %.0f messages per CPU-second, %s %.0f; a message costs %.1f times the CPU%n",
                        audiences,
                        MEMORY,
                        run.perCpuSecond(MEMORY),
                        FOLDER,
                        run.perCpuSecond(FOLDER),
                        run.ratio(MEMORY, FOLDER));
            }
        }
        System.exit(0);
    }
}
