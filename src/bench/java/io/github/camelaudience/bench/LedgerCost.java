package io.github.camelaudience.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Compares what a message costs with a ledger in a folder with what it costs in memory, requests over HTTP included. */
public final class LedgerCost {

    private static final String MEMORY = "ledger in memory";
    private static final String FOLDER = "ledger in a folder";
    private static final Load.Shape SHORT = new Load.Shape(25, 1000, 20, 900);

    private LedgerCost() {}

    /** Prints the ratio of CPU times. */
    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("ledger-cost");
        try (Contest contest = new Contest()) {
            Comparison run = Comparison.of(
                    List.of(contest.ours(MEMORY, ""), contest.ours(FOLDER, "&ledgerFolder=" + folder)), SHORT, 12, 9);
            System.out.printf(
                    Locale.ROOT,
                    "%s: %.0f messages per CPU-second, %s: %.0f; CPU of a message %.2f times that in memory%n",
                    MEMORY,
                    run.perCpuSecond(MEMORY),
                    FOLDER,
                    run.perCpuSecond(FOLDER),
                    run.ratio(MEMORY, FOLDER));
        }
        System.exit(0);
    }
}
