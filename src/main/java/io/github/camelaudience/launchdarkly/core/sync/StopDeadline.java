package io.github.camelaudience.launchdarkly.core.sync;

import java.util.function.LongSupplier;

/** The one deadline of a stop: what sending takes of it is not there for closing, but for a last share. */
final class StopDeadline {

    /** Closing has at least this part of the time. */
    private static final long CLOSING_SHARE = 10;
    /** And needs no more than this. */
    private static final long CLOSING_MILLIS = 1_000;
    /** Who sets no bound has this one, which clocks can count. */
    private static final long LONGEST_MILLIS = Integer.MAX_VALUE;

    private final LongSupplier clock;
    private final long closingMillis;
    private final long endsAt;

    /**
     * Begins now.
     *
     * @param clock  milliseconds; never goes back
     * @param millis for everything
     */
    StopDeadline(LongSupplier clock, long millis) {
        this(clock, millis, 0);
    }

    /**
     * Has begun already; what closing needs at least is there all the same.
     *
     * @param clock  milliseconds; never goes back
     * @param millis for everything
     * @param used   what is gone of it
     */
    StopDeadline(LongSupplier clock, long millis, long used) {
        long whole = Math.min(millis, LONGEST_MILLIS);
        this.clock = clock;
        this.closingMillis = Math.min(CLOSING_MILLIS, whole / CLOSING_SHARE);
        this.endsAt = clock.getAsLong() + Math.max(closingMillis, whole - used);
    }

    /** What is left for sending what waits. */
    long forSending() {
        return Math.max(0, left() - closingMillis);
    }

    /** What is left at all. */
    long left() {
        return Math.max(0, endsAt - clock.getAsLong());
    }
}
