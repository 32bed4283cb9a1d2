package io.github.camelaudience.launchdarkly.core.observe;

import io.github.camelaudience.launchdarkly.core.delivery.DeliveryMonitor;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/** Says in the log that the state repository fails, at most once a minute: meanwhile what cannot be judged waits. */
public final class StaleFilterLog implements DeliveryMonitor {

    private static final Logger LOG = ComponentLog.LOG;

    private final OncePer minute;

    public StaleFilterLog(LongSupplier clock) {
        minute = new OncePer(OncePer.MINUTE, clock);
    }

    @Override
    public void memoryFailed(RuntimeException cause) {
        minute.say("fails", more -> LOG.warn("The state repository fails. Changes wait until it answers.", cause));
    }
}
