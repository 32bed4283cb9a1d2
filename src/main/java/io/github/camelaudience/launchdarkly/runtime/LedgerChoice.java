package io.github.camelaudience.launchdarkly.runtime;

import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceConfiguration;
import io.github.camelaudience.launchdarkly.core.ledger.MembershipLedger;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.apache.camel.spi.StateRepository;

/** Says where an endpoint remembers what LaunchDarkly accepted last: exactly one place. */
public sealed interface LedgerChoice {

    /** Tells how many memberships are remembered in memory. */
    default int most() {
        return 0;
    }

    /** Tells whether it is gone with the endpoint, as far as somebody else can ask. */
    default boolean isOfOneEndpoint() {
        return this instanceof InMemory || this instanceof InRepository;
    }

    /** Tells whether it is a folder in which nothing was ever written. */
    default boolean isNotThere() {
        return this instanceof InFolder in && !FolderLedger.isThere(in.folder);
    }

    /** Is the memory of the endpoint, until it stops. */
    record InMemory(int most) implements LedgerChoice {}

    /** Is a folder, which one process has at a time. */
    record InFolder(Path folder) implements LedgerChoice {}

    /** Is PostgreSQL, which processes share. */
    record InDatabase(DataSource source) implements LedgerChoice {}

    /** Is a ledger that somebody else has opened and will close. */
    record Given(MembershipLedger ledger) implements LedgerChoice {}

    /** Is a repository of Camel, behind the memory: deprecated, for one process. */
    record InRepository(StateRepository<String, String> repository, int most) implements LedgerChoice {}

    /**
     * Reads the options.
     *
     * @throws IllegalArgumentException when several name a place, or the folder is none
     */
    @SuppressWarnings("deprecation")
    static LedgerChoice of(LaunchDarklyAudienceConfiguration options) {
        List<String> names = new ArrayList<>();
        LedgerChoice choice = new InMemory(options.getMaxRememberedMemberships());
        if (options.getLedgerFolder() != null && !options.getLedgerFolder().isBlank()) {
            names.add("ledgerFolder");
            choice = new InFolder(folder(options.getLedgerFolder()));
        }
        if (options.getLedgerDataSource() != null) {
            names.add("ledgerDataSource");
            choice = new InDatabase(options.getLedgerDataSource());
        }
        if (options.getMembershipLedger() != null) {
            names.add("membershipLedger");
            choice = new Given(options.getMembershipLedger());
        }
        if (options.getStateRepository() != null) {
            names.add("stateRepository");
            choice = new InRepository(options.getStateRepository(), options.getMaxRememberedMemberships());
        }
        if (names.size() > 1) {
            throw new IllegalArgumentException(names.get(0) + " and " + names.get(1)
                    + " are both set, and what was accepted is remembered in one place: leave one of them out");
        }
        return choice;
    }

    private static Path folder(String option) {
        try {
            return Path.of(option.strip()).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("ledgerFolder is no path: " + e.getReason(), e);
        }
    }
}
