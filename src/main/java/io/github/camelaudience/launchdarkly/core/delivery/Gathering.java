package io.github.camelaudience.launchdarkly.core.delivery;

/**
 * How long the next request of a lane waits for those whose request is just back: they send again at once, and would otherwise wait
 * for the one after the next, so that two crowds took turns and each got half of what the service can do. It is over when as many
 * have come as there can be, when nobody comes any more, and after a small part of the time that a request takes. Not thread-safe:
 * guarded by the lock of {@link BatchSender}.
 */
final class Gathering {

    /** It takes no more than this part of the request before. */
    private static final int PART = 5;
    /** However slow the service is, it takes no longer. */
    private static final long MOST_MILLIS = 20;

    private static final long NEVER = Long.MIN_VALUE;

    private int expected;
    private long until = NEVER;
    private long quietMillis;
    private long quietUntil;

    /**
     * A request is back.
     *
     * @param took     how long it was under way, in milliseconds
     * @param mostSoon how many changes wait at most when all those have sent again that it called back
     */
    void begin(long took, int mostSoon, long now) {
        long most = Math.min(MOST_MILLIS, took / PART);
        expected = mostSoon;
        until = now + most;
        quietMillis = most / 2;
        quietUntil = now + quietMillis;
    }

    /** A change has come. */
    void arrived(long now) {
        quietUntil = now + quietMillis;
    }

    /** When the next request may go, with so many changes that wait. */
    long over(int waiting) {
        return waiting >= expected ? NEVER : Math.min(until, quietUntil);
    }

    /** When it is over whatever comes. */
    long until() {
        return until;
    }
}
