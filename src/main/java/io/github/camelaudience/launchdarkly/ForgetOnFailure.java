package io.github.camelaudience.launchdarkly;

import io.github.camelaudience.launchdarkly.delivery.EventTimeFence;
import io.github.camelaudience.launchdarkly.membership.MembershipChange;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When an exchange fails that was accepted in part, or whose messages its source gives to someone else, the newest events it
 * brought are no longer known to be LaunchDarkly's state: another process may apply the same messages again, and not get to
 * the last. What stays in memory is then of exchanges that have completed; of a slot, too, for which another exchange has
 * brought something newer meanwhile.
 */
final class ForgetOnFailure extends SynchronizationAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(LaunchDarklyAudienceEndpoint.class);

    private final EventTimeFence fence;
    private final List<MembershipChange> accepted;

    ForgetOnFailure(EventTimeFence fence, List<MembershipChange> accepted) {
        this.fence = fence;
        this.accepted = accepted;
    }

    @Override
    public void onFailure(Exchange exchange) {
        try {
            fence.forget(accepted);
        } catch (RuntimeException e) {
            LOG.warn(
                    "The newest events of a failed exchange could not be forgotten ({})",
                    e.getClass().getName());
        }
    }
}
