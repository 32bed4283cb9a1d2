package io.github.camelaudience.launchdarkly.delivery;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;

/**
 * The tickets that are not settled, oldest first; a few that are settled stay until they are looked at. Not thread-safe:
 * guarded by the lock of {@link BatchSender}.
 */
final class OpenTickets {

    private static final int LEAST_COMPACTION = 64;

    private final Deque<Ticket> tickets = new ArrayDeque<>();
    private int compactAt = LEAST_COMPACTION;

    void add(Ticket ticket) {
        if (tickets.size() >= compactAt) {
            tickets.removeIf(Ticket::isSettled);
            compactAt = Math.max(LEAST_COMPACTION, 2 * tickets.size());
        }
        tickets.addLast(ticket);
    }

    /** Lets go of tickets opened at or before {@code millis}; says whether any of them was not settled. */
    boolean expire(long millis) {
        boolean overdue = false;
        for (Ticket oldest = tickets.peekFirst(); oldest != null; oldest = tickets.peekFirst()) {
            if (!oldest.isSettled()) {
                if (oldest.openedAt() > millis) {
                    break;
                }
                overdue = true;
            }
            tickets.pollFirst();
        }
        return overdue;
    }

    /** When the oldest of them was opened. */
    OptionalLong oldest() {
        return tickets.stream()
                .filter(ticket -> !ticket.isSettled())
                .mapToLong(Ticket::openedAt)
                .findFirst();
    }
}
