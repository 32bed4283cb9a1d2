package io.github.camelaudience.launchdarkly.core.deletion;

import io.github.camelaudience.launchdarkly.core.membership.PersonDeletion;
import java.util.Objects;

/**
 * Is a deletion that is not concluded: late messages about the person may still come.
 *
 * @param receipt names the deletion without naming the person
 * @param person  who
 * @param eraseAt when the person may be forgotten, in milliseconds since the epoch
 */
public record OpenDeletion(String receipt, PersonDeletion person, long eraseAt) {

    private static final int PARTS = 5;

    /** Checks that all are there. */
    public OpenDeletion {
        Objects.requireNonNull(receipt, "receipt");
        Objects.requireNonNull(person, "person");
    }

    /** Writes it for the ledger's notes: the times, the kind, and how much of the rest is the environment. */
    String toNote() {
        return eraseAt + " " + person.deletedAt() + " " + person.contextKind() + " "
                + person.environment().length() + " " + person.environment() + person.contextKey();
    }

    /** Reads what {@link #toNote} has written. */
    static OpenDeletion of(String receipt, String note) {
        String[] parts = note.split(" ", PARTS);
        int environment = Integer.parseInt(parts[3]);
        return new OpenDeletion(
                receipt,
                new PersonDeletion(
                        parts[4].substring(0, environment),
                        parts[2],
                        parts[4].substring(environment),
                        Long.parseLong(parts[1])),
                Long.parseLong(parts[0]));
    }
}
