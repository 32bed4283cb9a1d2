package io.github.camelaudience.standin;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Lets threads wait for a condition without polling: whoever changes something raises the signal. */
final class Signal {

    private final Object monitor = new Object();

    void raise() {
        synchronized (monitor) {
            monitor.notifyAll();
        }
    }

    /** True as soon as the condition holds, false when the time is over. */
    boolean await(BooleanSupplier condition, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        synchronized (monitor) {
            while (!condition.getAsBoolean()) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                try {
                    monitor.wait(left / 1_000_000, (int) (left % 1_000_000));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return condition.getAsBoolean();
                }
            }
            return true;
        }
    }
}
