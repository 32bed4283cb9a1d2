package io.github.camelaudience.launchdarkly.exchange;

import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceConstants;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.observe.ComponentLog;
import io.github.camelaudience.launchdarkly.core.sync.SyncEngine;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;

/**
 * Waits for the end of an exchange: when one fails that was accepted in part, or whose messages its source gives to
 * someone else, the newest events it brought are no longer known to be LaunchDarkly's state: another process may apply
 * the same messages again, and not get to the last. What stays in memory is then of exchanges that have completed; of a
 * slot, too, for which another exchange has brought something newer meanwhile.
 */
final class ForgetOnFailure extends SynchronizationAdapter {

    private static final Logger LOG = ComponentLog.LOG;

    private final SyncEngine engine;
    private final List<MembershipChange> accepted;

    /** Forgets what was accepted of an exchange if that fails. */
    ForgetOnFailure(SyncEngine engine, List<MembershipChange> accepted) {
        this.engine = engine;
        this.accepted = accepted;
    }

    /**
     * Tells whether the exchange of this message shall be forgotten if it fails.
     *
     * @throws IllegalArgumentException when the header says neither yes nor no
     */
    static boolean isAskedFor(Message message) {
        Object value = message.getHeader(LaunchDarklyAudienceConstants.FORGET_ON_FAILURE);
        String text = value == null ? "false" : String.valueOf(value).trim();
        if (!text.equalsIgnoreCase("true") && !text.equalsIgnoreCase("false")) {
            throw new IllegalArgumentException(
                    "header " + LaunchDarklyAudienceConstants.FORGET_ON_FAILURE + " must be true or false");
        }
        return text.equalsIgnoreCase("true");
    }

    @Override
    public void onFailure(Exchange exchange) {
        try {
            engine.forget(accepted);
        } catch (Throwable e) {
            LOG.warn(
                    "The newest events of a failed exchange could not be forgotten ({})",
                    e.getClass().getName());
        }
    }
}
