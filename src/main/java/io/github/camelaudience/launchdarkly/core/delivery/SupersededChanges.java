package io.github.camelaudience.launchdarkly.core.delivery;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.Stream;

/**
 * Keeps the changes of one slot that are superseded by the one that counts (rule D16). Finds the one that counts after that in
 * a few steps, however many there are. Not thread-safe.
 */
final class SupersededChanges {

    private static final Comparator<PendingChange> LAST_ARRIVED =
            Comparator.comparingLong(PendingChange::arrival).reversed();
    private static final Comparator<PendingChange> LATEST = Comparator.comparingLong(
                    (PendingChange pending) -> pending.change.eventTime())
            .reversed()
            .thenComparing(LAST_ARRIVED);

    private final PriorityQueue<PendingChange> timed = new PriorityQueue<>(2, LATEST);
    private final PriorityQueue<PendingChange> timeless = new PriorityQueue<>(1, LAST_ARRIVED);

    void add(PendingChange older) {
        (older.change.hasEventTime() ? timed : timeless).add(older);
    }

    void addAll(SupersededChanges others) {
        timed.addAll(others.timed);
        timeless.addAll(others.timeless);
    }

    int count() {
        return timed.size() + timeless.size();
    }

    /** The latest event time among them; smaller than any if there is none. */
    long latestEventTime() {
        return timed.isEmpty() ? Long.MIN_VALUE : timed.peek().change.eventTime();
    }

    /**
     * Takes out the one that counts, {@code null} if there is none: the last by event time, unless one without a time arrived
     * after it.
     */
    PendingChange poll() {
        if (timed.isEmpty() || timeless.isEmpty()) {
            return timed.isEmpty() ? timeless.poll() : timed.poll();
        }
        return timed.peek().arrival() > timeless.peek().arrival() ? timed.poll() : timeless.poll();
    }

    /** Takes out those of tickets opened at or before {@code millis}. */
    void expire(long millis, List<PendingChange> expired) {
        expire(timed, millis, expired);
        expire(timeless, millis, expired);
    }

    private static void expire(PriorityQueue<PendingChange> superseded, long millis, List<PendingChange> expired) {
        superseded.removeIf(each -> each.openedBefore(millis) && expired.add(each));
    }

    /** All of them, in no order. */
    Stream<PendingChange> all() {
        return Stream.concat(timed.stream(), timeless.stream());
    }
}
