package io.github.camelaudience.launchdarkly.core.delivery;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Counts milliseconds since the epoch, and never goes back, even if the system's clock is set. */
public final class MonotonicClock implements LongSupplier {

    private final long startMillis = System.currentTimeMillis();
    private final long startNanos = System.nanoTime();

    @Override
    public long getAsLong() {
        return startMillis + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    }
}
