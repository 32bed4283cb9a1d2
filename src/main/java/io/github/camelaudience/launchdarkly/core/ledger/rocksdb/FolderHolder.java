package io.github.camelaudience.launchdarkly.core.ledger.rocksdb;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** Says who has a folder: RocksDB's own lock does not. Kept in a file beside it. */
final class FolderHolder {

    private static final String FILE = "HOLDER";

    private FolderHolder() {}

    /** Writes that this process has the folder; nothing depends on it. */
    static void take(Path folder) {
        try {
            Files.writeString(
                    folder.resolve(FILE),
                    "process " + ProcessHandle.current().pid() + " on " + host() + " since " + Instant.now());
        } catch (IOException e) {
            // the sentence that names it will be a word shorter
        }
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (IOException e) {
            return "this host";
        }
    }

    static String of(Path folder) {
        try {
            return Files.readString(folder.resolve(FILE));
        } catch (IOException e) {
            return "another process";
        }
    }
}
