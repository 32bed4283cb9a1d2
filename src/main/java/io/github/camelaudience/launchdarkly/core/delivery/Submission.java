package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes the changes of one ticket. What was added is sent when this is closed, as soon as lane and permit allow; earlier only when
 * there is no more room. Changes go to their lanes in runs: until its run is full, one is known here only. For one thread at a time.
 */
public final class Submission implements AutoCloseable {

    private final BatchSender sender;
    private final Ticket ticket;
    private final int longestRun;
    private final List<MembershipChange> run = new ArrayList<>();
    private final Set<Lane> touched = new HashSet<>();

    Submission(BatchSender sender, Ticket ticket, int longestRun) {
        this.sender = sender;
        this.ticket = ticket;
        this.longestRun = longestRun;
    }

    /**
     * Adds a change. When its run is full, waits while {@code maxPending} are on their way; what cannot be taken is settled at once.
     *
     * @return its position in the ticket
     */
    public int add(MembershipChange change) {
        int position = ticket.add();
        run.add(change);
        if (run.size() >= longestRun) {
            take(position);
        }
        return position;
    }

    private void take(int last) {
        try {
            sender.take(run, ticket, last - run.size() + 1, touched);
        } finally {
            run.clear();
        }
    }

    /** Ends the ticket: no more changes will come. Those that wait are sent as soon as they may. */
    @Override
    public void close() {
        try {
            if (!run.isEmpty()) {
                take(ticket.size() - 1);
            }
            sender.send(touched);
        } finally {
            ticket.close();
        }
    }
}
