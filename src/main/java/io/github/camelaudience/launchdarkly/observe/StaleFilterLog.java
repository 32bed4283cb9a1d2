package io.github.camelaudience.launchdarkly.observe;

import io.github.camelaudience.launchdarkly.core.delivery.DeliveryMonitor;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/** Says in the log that the state repository fails, at most once a minute: meanwhile what cannot be judged waits. */
public final class StaleFilterLog implements DeliveryMonitor {

    public static final long INTERVAL = 60_000;

    private static final Logger LOG = ComponentLog.LOG;

    private final LongSupplier clock;
    private boolean said;
    private long saidAt;

    public StaleFilterLog(LongSupplier clock) {
        this.clock = clock;
    }

    @Override
    public synchronized void fenceFailed(RuntimeException cause) {
        long now = clock.getAsLong();
        if (said && now - saidAt < INTERVAL) {
            return;
        }
        said = true;
        saidAt = now;
        LOG.warn("The state repository fails; changes that it cannot judge wait.", cause);
    }
}
