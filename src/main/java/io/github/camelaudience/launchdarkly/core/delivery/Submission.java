package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.util.HashSet;
import java.util.Set;

/**
 * Takes the changes of one ticket. What was added is sent when this is closed, as soon as lane and permit allow; earlier only when
 * there is no more room. For one thread at a time.
 */
public final class Submission implements AutoCloseable {

    private final BatchSender sender;
    private final Ticket ticket;
    private final Set<Lane> touched = new HashSet<>();

    Submission(BatchSender sender, Ticket ticket) {
        this.sender = sender;
        this.ticket = ticket;
    }

    /**
     * Adds a change, and waits while {@code maxPending} are on their way. What cannot be taken is settled at once.
     *
     * @return its position in the ticket
     */
    public int add(MembershipChange change) {
        return add(change, false);
    }

    /**
     * Adds a change that somebody has decided about already, so that no brake holds it: one of a plan that was looked at, or of a person
     * who is deleted.
     *
     * @return its position in the ticket
     */
    public int addDecided(MembershipChange change) {
        return add(change, true);
    }

    private int add(MembershipChange change, boolean decided) {
        int position = ticket.add();
        sender.take(change, decided, ticket, position, touched);
        return position;
    }

    /** Ends the ticket: no more changes will come. Those that wait are sent as soon as they may. */
    @Override
    public void close() {
        try {
            sender.send(touched);
        } finally {
            ticket.close();
        }
    }
}
