package io.github.camelaudience.launchdarkly.core.sync;

import io.github.camelaudience.launchdarkly.core.delivery.DeliveryMonitor;
import io.github.camelaudience.launchdarkly.core.delivery.Settlement;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.UpdateTarget;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.util.List;
import java.util.Objects;

/**
 * Tells another monitor of a dry run what is true of it: a change that was only tried is planned and not accepted, and what was not
 * sent is no request.
 *
 * @param monitor is told
 * @param asks    whether LaunchDarkly is sent what is tried
 */
record DryRunMonitor(DeliveryMonitor monitor, boolean asks) implements DeliveryMonitor {

    /** Checks that there is a monitor. */
    DryRunMonitor {
        Objects.requireNonNull(monitor, "monitor");
    }

    @Override
    public void requested(UpdateTarget target, ApiOutcome outcome, int members, long millis, boolean retry) {
        if (asks) {
            monitor.requested(target, outcome, members, millis, retry);
        }
    }

    @Override
    public void taken(List<MembershipChange> changes) {
        monitor.taken(changes);
    }

    @Override
    public void settled(List<MembershipChange> changes, Settlement settlement) {
        if (settlement instanceof Settlement.Accepted || settlement instanceof Settlement.Superseded) {
            monitor.planned(changes);
        } else {
            monitor.settled(changes, settlement);
        }
    }

    @Override
    public void ledgerFailed(RuntimeException cause) {
        monitor.ledgerFailed(cause);
    }

    @Override
    public void waited(long millis) {
        monitor.waited(millis);
    }
}
