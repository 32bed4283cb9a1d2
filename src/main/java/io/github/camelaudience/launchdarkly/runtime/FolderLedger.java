package io.github.camelaudience.launchdarkly.runtime;

import io.github.camelaudience.launchdarkly.core.ledger.LedgerException;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerTimes;
import io.github.camelaudience.launchdarkly.core.ledger.MembershipLedger;
import io.github.camelaudience.launchdarkly.core.ledger.OneProcessLedger;
import io.github.camelaudience.launchdarkly.core.ledger.rocksdb.RocksStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/** Opens the ledger of a folder. The only class here that refers to RocksDB, so it must not be touched where that is absent. */
final class FolderLedger {

    private static final String ROCKSDB = "org.rocksdb.RocksDB";

    private FolderLedger() {}

    /**
     * Says whether RocksDB is there.
     *
     * @throws IllegalArgumentException when it is not
     */
    static void requireRocksDb() {
        try {
            Class.forName(ROCKSDB, false, FolderLedger.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            // without the cause, which would be what a failed start tells
            throw new IllegalArgumentException(
                    "ledgerFolder needs RocksDB, which is not on the class path: add org.rocksdb:rocksdbjni");
        }
    }

    static MembershipLedger open(Path folder, LedgerTimes times, LongSupplier clock) {
        return opened(() -> new RocksStore(folder), times, clock);
    }

    /** Opens it as it is now, beside the process that writes it. */
    static MembershipLedger read(Path folder, LedgerTimes times, LongSupplier clock) {
        return opened(() -> RocksStore.reading(folder), times, clock);
    }

    /** Tells whether there is anything to read. */
    static boolean isThere(Path folder) {
        return Files.exists(folder.resolve("CURRENT"));
    }

    private interface Opening {
        RocksStore open();
    }

    private static MembershipLedger opened(Opening opening, LedgerTimes times, LongSupplier clock) {
        try {
            RocksStore store = opening.open();
            try {
                return new OneProcessLedger(store, times, clock);
            } catch (RuntimeException e) {
                store.close();
                throw e;
            }
        } catch (LedgerException e) {
            throw OpenLedgers.refused("ledgerFolder", e, e.getMessage());
        } catch (LinkageError | RuntimeException e) {
            throw OpenLedgers.refused(
                    "ledgerFolder",
                    e,
                    "RocksDB cannot be loaded on this platform (" + System.getProperty("os.name") + ", "
                            + System.getProperty("os.arch") + "): " + e.getMessage()
                            + ". Is org.rocksdb:rocksdbjni that of another one?");
        }
    }
}
