package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import java.util.List;

/**
 * Tells several monitors the same; one that throws keeps nothing from the others.
 *
 * @param members who is told, in this order
 */
public record MonitorGroup(List<DeliveryMonitor> members) implements DeliveryMonitor {

    public MonitorGroup {
        members = members.stream().<DeliveryMonitor>map(GuardedMonitor::new).toList();
    }

    @Override
    public void requested(ApiOutcome outcome, int size, long millis, boolean retry) {
        members.forEach(monitor -> monitor.requested(outcome, size, millis, retry));
    }

    @Override
    public void settled(Settlement settlement) {
        members.forEach(monitor -> monitor.settled(settlement));
    }

    @Override
    public void memoryFailed(RuntimeException cause) {
        members.forEach(monitor -> monitor.memoryFailed(cause));
    }

    @Override
    public void waited(long millis) {
        members.forEach(monitor -> monitor.waited(millis));
    }
}
