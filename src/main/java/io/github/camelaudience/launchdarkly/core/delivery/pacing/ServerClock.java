package io.github.camelaudience.launchdarkly.core.delivery.pacing;

/**
 * How far the server's clock is ahead of ours, as the interval that all answers so far agree on. A {@code Date} header
 * has whole seconds only, but each answer cuts the interval from another side, so it soon is as narrow as the fastest
 * round trip. Immutable.
 *
 * @param least      the server is ahead by at least this many milliseconds (negative: it is behind)
 * @param most       and by at most this many
 * @param observedAt local time of the newest answer
 */
record ServerClock(long least, long most, long observedAt) {

    /** No answer yet. */
    static final ServerClock UNKNOWN = new ServerClock(Long.MIN_VALUE / 4, Long.MAX_VALUE / 4, 0);

    /** What a {@code Date} header cuts off. */
    private static final long DATE_RESOLUTION = 999;
    /** Clocks drift: one millisecond in so many, well above what real ones do. */
    private static final long DRIFT = 10_000;

    boolean isKnown() {
        return least > UNKNOWN.least;
    }

    /**
     * The successor after one more answer. An answer that contradicts the earlier ones starts anew: a clock was set.
     *
     * @param date       the server's {@code Date}
     * @param sentAt     local time when the request left
     * @param receivedAt local time when the answer came
     */
    ServerClock observe(long date, long sentAt, long receivedAt) {
        if (receivedAt < sentAt) {
            return this;
        }
        long atLeast = date - receivedAt;
        long atMost = date + DATE_RESOLUTION - sentAt;
        if (!isKnown()) {
            return new ServerClock(atLeast, atMost, receivedAt);
        }
        long drift = Math.max(0, receivedAt - observedAt) / DRIFT;
        long newLeast = Math.max(least - drift, atLeast);
        long newMost = Math.min(most + drift, atMost);
        if (newLeast > newMost) {
            return new ServerClock(atLeast, atMost, receivedAt);
        }
        // Whole milliseconds of drift only count once enough time has passed, so the clock is not moved before.
        return new ServerClock(newLeast, newMost, drift > 0 ? receivedAt : observedAt);
    }

    /** The local time at which the server's clock surely shows {@code serverMillis}; far away when nothing is known. */
    long localTimeAfter(long serverMillis) {
        return isKnown() ? serverMillis - least : Long.MAX_VALUE;
    }
}
