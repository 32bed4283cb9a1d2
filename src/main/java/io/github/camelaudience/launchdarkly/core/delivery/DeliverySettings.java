package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.launchdarkly.BatchLimits;

/**
 * Says how changes are gathered and sent. The options of the endpoint of the same names have the defaults.
 *
 * @param maxBatchSize         members of one request
 * @param maxBatchBytes        bytes of one request's members
 * @param lingerMillis         how long a window waits for company when its lane is idle
 * @param maxInFlight          requests at a time, over all lanes
 * @param maxPending           changes accepted and not settled; more block their sender
 * @param retryTimeoutMillis   from the opening of a ticket until what is left of it fails
 * @param coolDownMillis       how long nothing is sent after the access token was refused (rule D22), or what no
 *                             member is to blame for was answered (rule D28)
 */
public record DeliverySettings(
        int maxBatchSize,
        long maxBatchBytes,
        long lingerMillis,
        int maxInFlight,
        int maxPending,
        long retryTimeoutMillis,
        long coolDownMillis) {

    /** Bounds what a duration may be, in milliseconds: what the clocks and sockets below can count. */
    public static final long LONGEST_MILLIS = Integer.MAX_VALUE;

    /**
     * Checks each value.
     *
     * @throws IllegalArgumentException when one is out of its range; the message names the option
     */
    public DeliverySettings {
        requireAtLeast(1, maxBatchSize, "maxBatchSize");
        requireAtLeast(1, maxBatchBytes, "maxBatchBytes");
        requireDuration(0, lingerMillis, "linger");
        requireAtLeast(1, maxInFlight, "maxInFlight");
        requireAtLeast(1, maxPending, "maxPending");
        requireDuration(1, retryTimeoutMillis, "retryTimeout");
        requireDuration(0, coolDownMillis, "unauthorizedCoolDown");
    }

    /** Gives the same settings, with batches no larger than the contract of an endpoint allows. */
    DeliverySettings within(BatchLimits limits) {
        return maxBatchSize <= limits.maxMembers()
                ? this
                : new DeliverySettings(
                        limits.maxMembers(),
                        maxBatchBytes,
                        lingerMillis,
                        maxInFlight,
                        maxPending,
                        retryTimeoutMillis,
                        coolDownMillis);
    }

    private static void requireDuration(long least, long millis, String option) {
        requireAtLeast(least, millis, option);
        if (millis > LONGEST_MILLIS) {
            throw new IllegalArgumentException(
                    option + " must be at most " + LONGEST_MILLIS + " ms (24 days) but was: " + millis);
        }
    }

    private static void requireAtLeast(long least, long value, String option) {
        if (value < least) {
            throw new IllegalArgumentException(option + " must be at least " + least + " but was: " + value);
        }
    }
}
