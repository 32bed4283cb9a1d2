package io.github.camelaudience.launchdarkly.core.delivery;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Gives delivery what it takes from the world, so that tests can hold the clock.
 *
 * @param clock   milliseconds since the epoch; never goes back
 * @param workers runs requests; each blocks its thread until it is answered
 * @param alarm   calls back later
 * @param random  uniform in [0, 1)
 */
public record DeliveryRuntime(LongSupplier clock, Executor workers, Alarm alarm, DoubleSupplier random) {

    /** Runs a task once, later, on some thread. */
    @FunctionalInterface
    public interface Alarm {

        /** Runs the task once, after so many milliseconds. */
        void in(long millis, Runnable task);
    }

    /** Checks that all are there. */
    public DeliveryRuntime {
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(workers, "workers");
        Objects.requireNonNull(alarm, "alarm");
        Objects.requireNonNull(random, "random");
    }
}
