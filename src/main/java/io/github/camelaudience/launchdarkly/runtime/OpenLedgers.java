package io.github.camelaudience.launchdarkly.runtime;

import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentKind;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerException;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerStore;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerTimes;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerUnavailableException;
import io.github.camelaudience.launchdarkly.core.ledger.MembershipLedger;
import io.github.camelaudience.launchdarkly.core.ledger.MemoryStore;
import io.github.camelaudience.launchdarkly.core.ledger.OneProcessLedger;
import io.github.camelaudience.launchdarkly.core.ledger.postgresql.PostgresLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceSupport;

/**
 * Opens each folder and each database once for all endpoints of a context, and closes it when the last of them has stopped. Thread-safe.
 */
public final class OpenLedgers extends ServiceSupport {

    private final Map<Path, Shared> folders = new HashMap<>();
    private final Map<DataSource, Shared> databases = new IdentityHashMap<>();
    /** Whoever has given them closes them. */
    private final Map<MembershipLedger, Shared> given = new IdentityHashMap<>();

    /** Names the note that tells what the ledger is of. */
    private static final String KIND = "segments";

    /** Is what an endpoint writes, and where. What one of them has written another has not. */
    record Written(SegmentKind kind, String apiUrl) {

        @Override
        public String toString() {
            return kind + " segments at " + apiUrl;
        }
    }

    private static final class Shared {
        final MembershipLedger ledger;
        /** What those who write to it write, in words; {@code null} while nobody does. */
        Written written;

        int users;

        Shared(MembershipLedger ledger) {
            this.ledger = ledger;
        }
    }

    /**
     * Is the ledger of one endpoint.
     *
     * @param ledger    what it uses
     * @param isWritten whether this process may write it, and sees all claims in it
     * @param end       to be run once, when it uses it no more
     */
    record Use(MembershipLedger ledger, boolean isWritten, Runnable end) {}

    private interface Opening {
        MembershipLedger open();
    }

    /** Gives those of a context. */
    static OpenLedgers of(CamelContext context) {
        synchronized (context) {
            OpenLedgers known = context.hasService(OpenLedgers.class);
            if (known == null) {
                known = new OpenLedgers();
                try {
                    context.addService(known, true, true);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
            return known;
        }
    }

    /**
     * Opens what an endpoint writes to, or joins those who have it open. Claims last as long as the longest of them needs.
     *
     * @param writes what the endpoint writes, and where
     * @param clock  counts milliseconds and never goes back
     * @throws IllegalArgumentException when it cannot be opened; the message begins with the option, and says what to do
     */
    Use write(LedgerChoice choice, Written writes, LedgerTimes times, LongSupplier clock) {
        return open(choice, Objects.requireNonNull(writes, "writes"), times, clock);
    }

    private Use open(LedgerChoice choice, Written writes, LedgerTimes times, LongSupplier clock) {
        if (choice instanceof LedgerChoice.InFolder in) {
            FolderLedger.requireRocksDb();
            return join(folders, real(in.folder()), writes, times, () -> FolderLedger.open(in.folder(), times, clock));
        }
        if (choice instanceof LedgerChoice.InDatabase in) {
            return join(databases, in.source(), writes, times, () -> database(in.source(), times, clock));
        }
        if (choice instanceof LedgerChoice.Given by) {
            return join(given, by.ledger(), writes, times, by::ledger);
        }
        LedgerStore store = new MemoryStore(choice.most());
        if (choice instanceof LedgerChoice.InRepository in) {
            store = new StateRepositoryStore(in.repository(), (MemoryStore) store);
        }
        return alone(new OneProcessLedger(store, times, clock));
    }

    /**
     * Opens what is only read: with those who have it open here, else as it is now, without keeping it from another process that has it.
     *
     * @throws IllegalArgumentException when it cannot be opened, or a folder has no ledger
     */
    synchronized Use look(LedgerChoice choice, LedgerTimes times, LongSupplier clock) {
        if (choice instanceof LedgerChoice.InFolder in && !isOpen(in.folder())) {
            FolderLedger.requireRocksDb();
            MembershipLedger beside = FolderLedger.read(in.folder(), times, clock);
            return new Use(beside, false, beside::close);
        }
        return open(choice, null, times, clock);
    }

    private synchronized boolean isOpen(Path folder) {
        return FolderLedger.isThere(folder) && folders.containsKey(real(folder));
    }

    private static Use alone(MembershipLedger ledger) {
        return new Use(ledger, true, ledger::close);
    }

    private static MembershipLedger database(DataSource source, LedgerTimes times, LongSupplier clock) {
        try {
            return PostgresLedger.open(source, times, clock);
        } catch (LedgerUnavailableException e) {
            throw refused("ledgerDataSource", e, e.getMessage() + missingDriver(e));
        } catch (LedgerException e) {
            throw refused("ledgerDataSource", e, e.getMessage());
        }
    }

    /** The sentence is the cause that a start tells; what is behind it is kept beside it. */
    static IllegalArgumentException refused(String option, Throwable failure, String sentence) {
        IllegalArgumentException refused = new IllegalArgumentException(option + ": " + sentence);
        refused.addSuppressed(failure);
        return refused;
    }

    private static String missingDriver(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            String message = String.valueOf(each.getMessage());
            if (message.contains("No suitable driver") || message.contains("Failed to load driver")) {
                return ". Is org.postgresql:postgresql on the class path?";
            }
        }
        return "";
    }

    private synchronized <K> Use join(Map<K, Shared> open, K key, Written writes, LedgerTimes times, Opening opening) {
        Shared shared = open.get(key);
        if (shared == null) {
            shared = new Shared(opening.open());
            open.put(key, shared);
        } else if (writes != null && shared.written != null && !shared.written.equals(writes)) {
            throw new IllegalArgumentException("a ledger is for one kind of segment at one LaunchDarkly: it is that of "
                    + shared.written + ", so that of " + writes + " needs another");
        }
        shared.users++;
        boolean isJoined = false;
        try {
            if (writes != null) {
                checkKind(shared, writes);
                shared.written = writes;
            }
            shared.ledger.atLeast(times);
            isJoined = true;
        } finally {
            if (!isJoined) {
                leave(open, key); // one that nobody uses would keep its folder
            }
        }
        return new Use(shared.ledger, true, () -> leave(open, key));
    }

    /** The address may change, as with a proxy; of which kind the segments are is kept in the ledger, for those who come later. */
    private static void checkKind(Shared shared, Written writes) {
        String known = shared.ledger.notes(KIND).get(KIND);
        if (known == null) {
            shared.ledger.note(KIND, writes.kind().name());
        } else if (!known.equals(writes.kind().name())) {
            throw new IllegalArgumentException("a ledger is for one kind of segment at one LaunchDarkly: it is that of "
                    + known + " segments, so that of " + writes + " needs another");
        }
    }

    private synchronized <K> void leave(Map<K, Shared> open, K key) {
        Shared shared = open.get(key);
        if (--shared.users == 0) {
            open.remove(key);
            if (open != given) {
                shared.ledger.close();
            }
        }
    }

    /** The same folder by whatever way. */
    private static Path real(Path folder) {
        try {
            return Files.createDirectories(folder).toRealPath();
        } catch (IOException e) {
            return folder; // opening it will say why
        }
    }
}
