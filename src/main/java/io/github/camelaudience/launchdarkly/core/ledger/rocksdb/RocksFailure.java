package io.github.camelaudience.launchdarkly.core.ledger.rocksdb;

import io.github.camelaudience.launchdarkly.core.ledger.LedgerException;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerUnavailableException;
import java.nio.file.Path;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** Says in a sentence what is wrong with a folder, and what to do. */
final class RocksFailure {

    private RocksFailure() {}

    /** Tells of a folder that cannot be opened. */
    static LedgerException opening(Path folder, RocksDBException e) {
        if (isLocked(e)) {
            return new LedgerException(
                    "the ledger's folder " + folder + " is in use by " + FolderHolder.of(folder)
                            + ": stop that process, or give this one a folder of its own; several processes share a ledger in PostgreSQL",
                    e);
        }
        return isDamaged(e) ? damaged(folder, e) : of("open", folder, e);
    }

    /** Tells of a folder that is open and cannot be read or written. */
    static LedgerException of(String what, Path folder, RocksDBException e) {
        if (isFull(e)) {
            return new LedgerUnavailableException(
                    "the ledger could not " + what + " in " + folder
                            + ": the disk is full. Nothing is sent until there is room",
                    e);
        }
        return isDamaged(e)
                ? damaged(folder, e)
                : new LedgerUnavailableException(
                        "the ledger could not " + what + " in " + folder + ": " + e.getMessage(), e);
    }

    private static LedgerException damaged(Path folder, RocksDBException e) {
        return new LedgerException(
                "the ledger's folder " + folder + " is damaged: " + e.getMessage()
                        + ". Restore it from a copy, or move it away: the ledger then begins with nothing, and older events may pass"
                        + " again until the next change of a membership",
                e);
    }

    private static boolean isLocked(RocksDBException e) {
        return String.valueOf(e.getMessage()).contains("LOCK");
    }

    static boolean isFull(RocksDBException e) {
        Status status = e.getStatus();
        return status != null && status.getSubCode() == Status.SubCode.NoSpace
                || String.valueOf(e.getMessage()).contains("No space left");
    }

    private static boolean isDamaged(RocksDBException e) {
        Status status = e.getStatus();
        String message = String.valueOf(e.getMessage());
        return status != null && status.getCode() == Status.Code.Corruption
                || message.contains("Corruption")
                || message.contains("does not exist (create_if_missing is false)")
                || message.contains("Invalid argument: Column families not opened")
                || message.contains("No such file or directory");
    }
}
