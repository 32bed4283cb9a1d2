package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.util.HashSet;
import java.util.Set;

/**
 * The changes of one ticket. What was added is sent when this is closed, as soon as lane and permit allow; earlier only when
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
     * Adds a change, and waits while there are too many on their way.
     *
     * @return its position in the ticket
     */
    public int add(MembershipChange change) {
        int position = ticket.add();
        sender.take(change, ticket, position, touched);
        return position;
    }

    /** No more changes will come. */
    @Override
    public void close() {
        try {
            sender.send(touched);
        } finally {
            ticket.close();
        }
    }
}
