package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes the changes of one ticket. What was added is sent when this is closed, as soon as lane and permit allow; earlier only when
 * there is no more room. For one thread at a time.
 */
public final class Submission implements AutoCloseable {

    /** So many changes are handed over together: one by one, their thread and those that send would take turns for the lock. */
    static final int RUN = 256;

    private final BatchSender sender;
    private final Ticket ticket;
    private final Set<Lane> touched = new HashSet<>();
    /** Added, and not handed over yet. */
    private List<PendingChange> run = new ArrayList<>();

    private int added;

    Submission(BatchSender sender, Ticket ticket) {
        this.sender = sender;
        this.ticket = ticket;
        this.added = ticket.size();
    }

    /**
     * Adds a change. Now and then waits while {@code maxPending} are on their way. What cannot be taken is settled at once.
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
        int position = added++;
        run.add(new PendingChange(change, decided, ticket, position));
        if (run.size() == RUN) {
            handOver();
        }
        return position;
    }

    private void handOver() {
        List<PendingChange> handed = run;
        run = new ArrayList<>(); // whatever is thrown, none is handed over twice
        sender.take(handed, ticket, touched);
    }

    /** Ends the ticket: no more changes will come. Those that wait are sent as soon as they may. */
    @Override
    public void close() {
        try {
            if (!run.isEmpty()) {
                handOver();
            }
            sender.send(touched);
        } finally {
            ticket.close();
        }
    }
}
