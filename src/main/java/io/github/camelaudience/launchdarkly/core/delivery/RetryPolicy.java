package io.github.camelaudience.launchdarkly.core.delivery;

import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * Says how long to wait before the next attempt (rule D21): exponential, with full jitter, so that lanes that failed
 * together do not come back together. What the server asks for is a floor, and {@code maxDelay} is above all.
 *
 * @param baseDelay what the first retry waits at most
 * @param maxDelay  what any retry waits at most
 */
public record RetryPolicy(Duration baseDelay, Duration maxDelay) {

    /** Waits 500 ms, doubled up to 30 s. */
    public static final RetryPolicy DEFAULT = new RetryPolicy(Duration.ofMillis(500), Duration.ofSeconds(30));

    /** Doubling more often than this exceeds any delay that is of use. */
    private static final int MAX_DOUBLINGS = 30;

    /**
     * Checks both delays.
     *
     * @throws IllegalArgumentException when {@code baseDelay} is below 1 ms, or {@code maxDelay} below that
     */
    public RetryPolicy {
        Objects.requireNonNull(baseDelay, "baseDelay");
        Objects.requireNonNull(maxDelay, "maxDelay");
        if (baseDelay.toMillis() < 1) {
            throw new IllegalArgumentException("baseDelay must be at least 1 ms but was " + baseDelay);
        }
        if (maxDelay.compareTo(baseDelay) < 0) {
            throw new IllegalArgumentException(
                    "maxDelay must not be below baseDelay (" + baseDelay + ") but was " + maxDelay);
        }
    }

    /**
     * Draws the milliseconds to wait, from 0 to {@code maxDelay}.
     *
     * @param attempt          how many attempts have failed so far, from 1
     * @param serverWaitMillis how long the server asked to stay away, if it did
     * @param random           uniform, from 0 to 1
     * @throws IllegalArgumentException when {@code attempt} is below 1
     */
    public long delayMillis(int attempt, OptionalLong serverWaitMillis, double random) {
        if (attempt < 1) {
            throw new IllegalArgumentException("attempt counts from 1 but was " + attempt);
        }
        long longest = maxDelay.toMillis();
        double exponential = Math.min(
                (double) longest, baseDelay.toMillis() * (double) (1L << Math.min(attempt - 1, MAX_DOUBLINGS)));
        double delay = exponential * random;
        if (serverWaitMillis.isPresent()) {
            double floor = (double) Math.max(0, serverWaitMillis.getAsLong());
            delay = Math.max(delay, floor + baseDelay.toMillis() * random);
        }
        return (long) Math.max(0, Math.min((double) longest, delay));
    }
}
