package io.github.camelaudience.launchdarkly.core.delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The tickets that are not settled, oldest first, those beyond their time included; a few that are settled stay until they
 * are looked at. Not thread-safe: guarded by the lock of {@link BatchSender}.
 */
final class OpenTickets {

    private static final int LEAST_COMPACTION = 64;

    private final Deque<Ticket> inTime = new ArrayDeque<>();
    /** Of each something is under way still. */
    private final List<Ticket> overdue = new ArrayList<>();

    private int compactAt = LEAST_COMPACTION;

    void add(Ticket ticket) {
        if (inTime.size() >= compactAt) {
            inTime.removeIf(Ticket::isSettled);
            compactAt = Math.max(LEAST_COMPACTION, 2 * inTime.size());
        }
        inTime.addLast(ticket);
    }

    /** Tickets opened at or before {@code millis} are overdue; says whether there are any that were not before. */
    boolean expire(long millis) {
        int known = overdue.size();
        for (Ticket oldest = inTime.peekFirst(); oldest != null; oldest = inTime.peekFirst()) {
            if (!oldest.isSettled()) {
                if (oldest.openedAt() > millis) {
                    break;
                }
                overdue.add(oldest);
            }
            inTime.pollFirst();
        }
        return overdue.size() > known;
    }

    /** Whether any ticket is overdue and not settled. */
    boolean isAnyOverdue() {
        overdue.removeIf(Ticket::isSettled);
        return !overdue.isEmpty();
    }

    /** When the oldest of them was opened. */
    OptionalLong oldest() {
        return oldest(Stream.concat(overdue.stream(), inTime.stream()));
    }

    /** When the oldest was opened that is not overdue. */
    OptionalLong oldestInTime() {
        return oldest(inTime.stream());
    }

    private static OptionalLong oldest(Stream<Ticket> tickets) {
        return tickets.filter(ticket -> !ticket.isSettled())
                .mapToLong(Ticket::openedAt)
                .findFirst();
    }
}
