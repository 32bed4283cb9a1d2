package io.github.camelaudience.launchdarkly.runtime;

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
    private final Map<MembershipLedger, Shared> given = new IdentityHashMap<>();

    private static final class Shared {
        final MembershipLedger ledger;
        final boolean isOurs;
        /** What its memberships are, or {@code null} as long as nobody has said. */
        String content;

        int users;

        Shared(MembershipLedger ledger, boolean isOurs) {
            this.ledger = ledger;
            this.isOurs = isOurs;
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
        Shared open();
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
     * @param content where its memberships are, in words: who shares a ledger must have the same; {@code null} to read what there is
     * @param clock   counts milliseconds and never goes back
     * @throws IllegalArgumentException when it cannot be opened or shared; the message begins with the option, and says what to do
     */
    Use write(LedgerChoice choice, String content, LedgerTimes times, LongSupplier clock) {
        if (choice instanceof LedgerChoice.InFolder in) {
            FolderLedger.requireRocksDb();
            Opening opening = () -> new Shared(FolderLedger.open(in.folder(), times, clock), true);
            return join("ledgerFolder", folders, real(in.folder()), content, times, opening);
        }
        if (choice instanceof LedgerChoice.InDatabase in) {
            Opening opening = () -> new Shared(database(in.source(), times, clock), true);
            return join("ledgerDataSource", databases, in.source(), content, times, opening);
        }
        if (choice instanceof LedgerChoice.Given by) {
            Opening opening = () -> new Shared(by.ledger(), false);
            return join("membershipLedger", given, by.ledger(), content, times, opening);
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
     * @param content as for {@link #write}
     * @throws IllegalArgumentException when it cannot be opened or shared, or a folder has no ledger
     */
    Use look(LedgerChoice choice, String content, LedgerTimes times, LongSupplier clock) {
        if (choice instanceof LedgerChoice.InFolder in && !isOpen(in.folder())) {
            FolderLedger.requireRocksDb();
            MembershipLedger beside = FolderLedger.read(in.folder(), times, clock);
            return new Use(beside, false, beside::close);
        }
        return write(choice, content, times, clock);
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

    private synchronized <K> Use join(
            String option, Map<K, Shared> open, K key, String content, LedgerTimes times, Opening opening) {
        Shared shared = open.get(key);
        if (shared == null) {
            shared = opening.open();
            open.put(key, shared);
        }
        if (content != null && shared.content != null && !content.equals(shared.content)) {
            throw new IllegalArgumentException(
                    option + ": the ledger is shared with an endpoint that writes " + shared.content
                            + ", and this one writes " + content
                            + ": what LaunchDarkly accepted there says nothing about what it has here. Give each a ledger of its own");
        }
        shared.content = content == null ? shared.content : content;
        shared.ledger.atLeast(times);
        shared.users++;
        return new Use(shared.ledger, true, () -> leave(open, key));
    }

    private synchronized <K> void leave(Map<K, Shared> open, K key) {
        Shared shared = open.get(key);
        if (--shared.users == 0) {
            open.remove(key);
            if (shared.isOurs) {
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
