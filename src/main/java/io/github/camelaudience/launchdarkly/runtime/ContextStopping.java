package io.github.camelaudience.launchdarkly.runtime;

import java.util.function.LongSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.support.LifecycleStrategySupport;

/** Knows since when the context has been stopping: first it waits for its routes, which costs part of its timeout. */
public final class ContextStopping extends LifecycleStrategySupport {

    private static final long NOT = Long.MAX_VALUE;

    private final LongSupplier clock;
    private volatile long since = NOT;

    public ContextStopping(LongSupplier clock) {
        this.clock = clock;
    }

    /** For how many milliseconds; 0 if it does not stop. */
    public long millis() {
        return Math.max(0, clock.getAsLong() - since);
    }

    @Override
    public void onContextStopping(CamelContext context) {
        since = clock.getAsLong();
    }

    @Override
    public void onContextStopped(CamelContext context) {
        since = NOT;
    }
}
