package io.github.camelaudience.launchdarkly.core.sync;

import io.github.camelaudience.launchdarkly.core.deletion.OpenDeletion;
import java.util.List;

/**
 * Holds what a session has done about a {@code delete} message (rule D36).
 *
 * @param deletions one for each context of the person
 * @param from      position in the ticket of the first exit
 * @param to        position after the last one
 */
record DeletedPerson(List<OpenDeletion> deletions, int from, int to) {

    DeletedPerson {
        deletions = List.copyOf(deletions);
    }

    /** The receipts, with commas between them. */
    String receipts() {
        return String.join(", ", deletions.stream().map(OpenDeletion::receipt).toList());
    }
}
