package io.github.camelaudience.launchdarkly.core.delivery.pacing;

import java.time.Duration;

/**
 * Keeps retries a small share of the traffic. A retry costs ten times what a success earns, so with few faults every
 * retry goes at once, and when the service is down the budget is soon empty. Then an outage begins: any attempt, first
 * ones too, is a probe; one at a time, one per {@code probeInterval}, until one succeeds. That fills the budget again.
 *
 * <p>Only faults of the service count: server errors and network errors. An answer that refuses a request shows a
 * healthy service; an answer that throttles is the {@link RateLimiter}'s matter.
 *
 * <p>Every attempt allowed is followed by exactly one of {@link #succeeded} and {@link #ended}. Time is in milliseconds of any clock that does not step. Thread-safe.
 */
public final class RetryBudget {

    /** Retries that a full budget pays. */
    public static final int DEFAULT_CAPACITY = 100;
    /** One probe per five seconds. */
    public static final Duration DEFAULT_PROBE_INTERVAL = Duration.ofSeconds(5);

    private static final long COST_PER_RETRY = 10;
    private static final long EARNED_PER_SUCCESS = 1;
    /** A probe that is not answered in so many intervals is taken for lost. */
    private static final long LOST_AFTER_INTERVALS = 12;
    /** While a probe is in flight, ask again in this part of an interval. */
    private static final long ASK_AGAIN = 10;

    private final long capacity;
    private final long probeInterval;

    private long tokens;
    private boolean outage;
    private int inFlight;
    private long lastProbeAt;

    /** With the defaults. */
    public RetryBudget() {
        this(DEFAULT_CAPACITY, DEFAULT_PROBE_INTERVAL);
    }

    /**
     * A full budget.
     *
     * @param capacity      how many retries may go without any success
     * @param probeInterval least time between two attempts in an outage
     */
    public RetryBudget(int capacity, Duration probeInterval) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be at least 1 but was " + capacity);
        }
        if (probeInterval.toMillis() < 1) {
            throw new IllegalArgumentException("probeInterval must be at least 1 ms but was " + probeInterval);
        }
        this.capacity = capacity * COST_PER_RETRY;
        this.probeInterval = probeInterval.toMillis();
        this.tokens = this.capacity;
    }

    /**
     * Asks for one attempt.
     *
     * @param retry whether the attempt repeats one that failed by a fault of the service; not by throttling
     * @return 0: go now; otherwise how many milliseconds to wait before asking again, never more than the interval
     */
    public synchronized long reserve(long now, boolean retry) {
        if (!outage && retry) {
            if (tokens < COST_PER_RETRY) {
                outage = true;
                lastProbeAt = now;
            } else {
                tokens -= COST_PER_RETRY;
            }
        }
        if (outage) {
            long wait = untilProbe(now);
            if (wait > 0) {
                return wait;
            }
            lastProbeAt = now;
        }
        inFlight++;
        return 0;
    }

    /** The service answered as it should, be it that it refused the request. Ends an outage. */
    public synchronized void succeeded() {
        ended();
        tokens = outage ? capacity : Math.min(capacity, tokens + EARNED_PER_SUCCESS);
        outage = false;
    }

    /** The attempt is over and was no success: it failed by a fault of the service, was throttled, or broke on our side. */
    public synchronized void ended() {
        inFlight = Math.max(0, inFlight - 1);
    }

    /** Returns how many attempts are allowed and not yet reported back. */
    public synchronized int inFlight() {
        return inFlight;
    }

    /** Whether the budget is used up and no attempt has succeeded since. */
    synchronized boolean isOutage() {
        return outage;
    }

    /** Returns how many retries the budget pays now. */
    synchronized long retriesLeft() {
        return tokens / COST_PER_RETRY;
    }

    private long untilProbe(long now) {
        if (now < lastProbeAt) {
            lastProbeAt = now; // the clock was set back
        }
        long since = now - lastProbeAt;
        if (since < probeInterval) {
            return probeInterval - since;
        }
        if (inFlight > 0 && since < LOST_AFTER_INTERVALS * probeInterval) {
            return Math.max(1, probeInterval / ASK_AGAIN);
        }
        inFlight = 0;
        return 0;
    }
}
