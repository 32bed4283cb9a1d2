package io.github.camelaudience.launchdarkly.runtime;

import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceConfiguration;
import io.github.camelaudience.launchdarkly.core.rows.CsvRecord;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Finds the folder where mirrors stage keys, and checks what else the options say of them. */
final class MirrorFolder {

    private static final String BELOW_LEDGER = "mirror";

    private MirrorFolder() {}

    /**
     * Checks the options of an endpoint that mirrors.
     *
     * @throws IllegalArgumentException when one is wrong; the message begins with its name
     */
    static Path of(LaunchDarklyAudienceConfiguration options, LedgerChoice ledger) {
        if (ledger.isOfOneEndpoint()) {
            throw new IllegalArgumentException(
                    "ledgerFolder must be set, or ledgerDataSource, for operation=mirror: what LaunchDarkly"
                            + " has is known by a ledger that outlives the process, and what is not known would be sent, or left, by mistake");
        }
        share("mirrorBrakeShare", options.getMirrorBrakeShare());
        share("mirrorBadRowShare", options.getMirrorBadRowShare());
        CsvRecord.delimiter("csvDelimiter", options.getCsvDelimiter());
        String folder = options.getMirrorFolder();
        if (folder != null && !folder.isBlank()) {
            try {
                return Path.of(folder.strip()).toAbsolutePath().normalize();
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException("mirrorFolder is no path: " + e.getReason(), e);
            }
        }
        if (ledger instanceof LedgerChoice.InFolder in) {
            return in.folder().resolve(BELOW_LEDGER);
        }
        throw new IllegalArgumentException(
                "mirrorFolder must be set where the ledger is in no folder: keys are staged there, and a mirror goes on there after a crash");
    }

    private static void share(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(
                    name + " must be at least 0 and at most 1, such as 0.2 for a fifth, but was: " + value);
        }
    }
}
