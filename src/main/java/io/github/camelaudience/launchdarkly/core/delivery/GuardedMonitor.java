package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import java.util.Objects;

/**
 * Lets nothing through that a monitor throws: it is reported to the thread's handler, and delivery goes on.
 *
 * @param monitor who is told
 */
record GuardedMonitor(DeliveryMonitor monitor) implements DeliveryMonitor {

    GuardedMonitor {
        Objects.requireNonNull(monitor, "monitor");
    }

    @Override
    public void requested(ApiOutcome outcome, int members, long millis, boolean retry) {
        guard(() -> monitor.requested(outcome, members, millis, retry));
    }

    @Override
    public void settled(Settlement settlement) {
        guard(() -> monitor.settled(settlement));
    }

    @Override
    public void memoryFailed(RuntimeException cause) {
        guard(() -> monitor.memoryFailed(cause));
    }

    @Override
    public void waited(long millis) {
        guard(() -> monitor.waited(millis));
    }

    private static void guard(Runnable telling) {
        try {
            telling.run();
        } catch (Throwable e) {
            LastResort.report(e);
        }
    }
}
