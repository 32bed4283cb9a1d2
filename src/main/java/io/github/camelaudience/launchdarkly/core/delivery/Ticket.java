package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentUpdate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Keeps the promise to one exchange: it is called back once, after the last of its changes is settled and no more can come.
 * Thread-safe.
 */
public final class Ticket {

    /** Let go when it was called: it holds the exchange, and the ticket may be kept for longer. */
    private Consumer<Ticket> whenSettled;

    private Settlement[] settlements = new Settlement[1];
    private int size;
    private int open;
    private boolean closed;
    private int requests;
    private final boolean keepRequests;
    private final List<SegmentUpdate> kept = new ArrayList<>();
    private volatile long openedAt;
    private volatile boolean withinContinuation;

    /**
     * Makes a ticket without changes yet; its requests are not kept.
     *
     * @param whenSettled called once, on the thread that settles the last change or closes the ticket
     */
    public Ticket(Consumer<Ticket> whenSettled) {
        this(false, whenSettled);
    }

    /**
     * Makes a ticket without changes yet.
     *
     * @param keepRequests whether {@link #keptRequests} are wanted
     * @param whenSettled  called once, on the thread that settles the last change or closes the ticket
     */
    public Ticket(boolean keepRequests, Consumer<Ticket> whenSettled) {
        this.keepRequests = keepRequests;
        this.whenSettled = Objects.requireNonNull(whenSettled, "whenSettled");
    }

    /** Adds changes; their positions, which {@link #settle} and {@link #settlement} take, go on from its size. */
    synchronized void add(int changes) {
        if (closed) {
            throw new IllegalStateException("the ticket is closed");
        }
        if (size + changes > settlements.length) {
            settlements = Arrays.copyOf(settlements, Math.max(size + changes, settlements.length * 2));
        }
        size += changes;
        open += changes;
    }

    /** Settles one change, unless it is settled already. */
    void settle(int position, Settlement settlement) {
        settle(new int[] {position}, 1, settlement);
    }

    /** Settles the changes at the first {@code count} of these positions, but for those that are settled already. */
    void settle(int[] positions, int count, Settlement settlement) {
        Consumer<Ticket> callback;
        synchronized (this) {
            int before = open;
            for (int i = 0; i < count; i++) {
                if (settlements[positions[i]] == null) {
                    settlements[positions[i]] = settlement;
                    open--;
                }
            }
            if (open > 0 || !closed || open == before) {
                return;
            }
            callback = takeCallback();
        }
        callback.accept(this);
    }

    /** No more changes will be added. */
    void close() {
        Consumer<Ticket> callback;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            if (open > 0) {
                return;
            }
            callback = takeCallback();
        }
        callback.accept(this);
    }

    private Consumer<Ticket> takeCallback() {
        Consumer<Ticket> callback = whenSettled;
        whenSettled = null;
        return callback;
    }

    synchronized boolean isSettled() {
        return closed && open == 0;
    }

    /** Counts its changes. */
    public synchronized int size() {
        return size;
    }

    /**
     * Tells what became of a change; {@code null} while that is open.
     *
     * @throws IndexOutOfBoundsException when there is no change at this position
     */
    public synchronized Settlement settlement(int position) {
        return settlements[Objects.checkIndex(position, size)];
    }

    /** Tells what became of each change, by position; {@code null} where that is open. */
    public synchronized Settlement[] settlements() {
        return Arrays.copyOf(settlements, size);
    }

    /** Counts the requests that carried at least one change of this ticket, repeats included. */
    public synchronized int requests() {
        return requests;
    }

    /** Gives the requests themselves in the order in which they were sent; empty unless they were to be kept. */
    public synchronized List<SegmentUpdate> keptRequests() {
        return List.copyOf(kept);
    }

    synchronized void countRequest(SegmentUpdate request) {
        requests++;
        if (keepRequests) {
            kept.add(request);
        }
    }

    void opened(long millis, boolean inContinuation) {
        openedAt = millis;
        withinContinuation = inContinuation;
    }

    /** Whether it was opened by what comes after another ticket. */
    boolean isWithinContinuation() {
        return withinContinuation;
    }

    long openedAt() {
        return openedAt;
    }
}
