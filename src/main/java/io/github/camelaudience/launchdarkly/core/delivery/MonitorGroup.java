package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.UpdateTarget;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tells several monitors the same. What one throws is reported to the thread's handler: it keeps nothing from the others,
 * and delivery goes on.
 *
 * @param members who is told, in this order
 */
public record MonitorGroup(List<DeliveryMonitor> members) implements DeliveryMonitor {

    public MonitorGroup {
        members = List.copyOf(members);
    }

    @Override
    public void requested(ApiOutcome outcome, int size, long millis, boolean retry) {
        tell(monitor -> monitor.requested(outcome, size, millis, retry));
    }

    @Override
    public void requested(UpdateTarget target, ApiOutcome outcome, int size, long millis, boolean retry) {
        tell(monitor -> monitor.requested(target, outcome, size, millis, retry));
    }

    @Override
    public void taken(List<MembershipChange> changes) {
        tell(monitor -> monitor.taken(changes));
    }

    @Override
    public void settled(Settlement settlement) {
        tell(monitor -> monitor.settled(settlement));
    }

    @Override
    public void settled(List<MembershipChange> changes, Settlement settlement) {
        tell(monitor -> monitor.settled(changes, settlement));
    }

    @Override
    public void planned(List<MembershipChange> changes) {
        tell(monitor -> monitor.planned(changes));
    }

    @Override
    public void ledgerFailed(RuntimeException cause) {
        tell(monitor -> monitor.ledgerFailed(cause));
    }

    @Override
    public void forgone(MembershipSlot slot, ApiOutcome outcome) {
        tell(monitor -> monitor.forgone(slot, outcome));
    }

    @Override
    public void waited(long millis) {
        tell(monitor -> monitor.waited(millis));
    }

    private void tell(Consumer<DeliveryMonitor> telling) {
        for (DeliveryMonitor monitor : members) {
            try {
                telling.accept(monitor);
            } catch (Throwable e) {
                LastResort.report(e);
            }
        }
    }
}
