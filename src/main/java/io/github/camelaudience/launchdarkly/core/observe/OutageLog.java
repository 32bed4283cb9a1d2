package io.github.camelaudience.launchdarkly.core.observe;

import io.github.camelaudience.launchdarkly.core.delivery.DeliveryCounters;
import io.github.camelaudience.launchdarkly.core.delivery.DeliveryMonitor;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Disposition;
import org.slf4j.Logger;

/**
 * Says in the log, once, that LaunchDarkly does not accept although it is tried again, and that it accepts again. A single
 * attempt that fails is no news.
 */
final class OutageLog implements DeliveryMonitor {

    private static final Logger LOG = ComponentLog.LOG;

    private final DeliveryCounters counters;
    private volatile boolean said;

    /** A watch behind these counters, which are told first. */
    OutageLog(DeliveryCounters counters) {
        this.counters = counters;
    }

    @Override
    public void requested(ApiOutcome outcome, int members, long millis, boolean retry) {
        if (outcome.disposition() == Disposition.ACCEPTED) {
            if (said) {
                accepting();
            }
        } else if (outcome.disposition() == Disposition.TRANSIENT && counters.isFailing() && !said) {
            failing(outcome);
        }
    }

    private synchronized void failing(ApiOutcome outcome) {
        if (!said) {
            said = true;
            String what = outcome.status() == ApiOutcome.NO_ANSWER ? "no answer" : Integer.toString(outcome.status());
            LOG.warn(
                    "LaunchDarkly is not accepting ({}), retrying. Last answer: {}",
                    what,
                    outcome.describeWithoutMessage());
        }
    }

    private synchronized void accepting() {
        if (said) {
            said = false;
            LOG.info("LaunchDarkly is accepting again.");
        }
    }
}
