package io.github.camelaudience.launchdarkly;

import io.github.camelaudience.launchdarkly.api.ApiOutcome;
import io.github.camelaudience.launchdarkly.api.Disposition;
import io.github.camelaudience.launchdarkly.delivery.DeliveryMonitor;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log when LaunchDarkly refuses the access token, once per cool-down, and when it accepts it again (rule
 * D22).
 */
final class TokenWatch implements DeliveryMonitor {

    private static final Logger LOG = LoggerFactory.getLogger(LaunchDarklyAudienceEndpoint.class);
    private static final long LEAST_INTERVAL = 1_000;

    private final long coolDownMillis;
    private final LongSupplier clock;

    private volatile boolean refused;
    private long saidAt;
    private boolean said;

    TokenWatch(long coolDownMillis, LongSupplier clock) {
        this.coolDownMillis = coolDownMillis;
        this.clock = clock;
    }

    @Override
    public void requested(ApiOutcome outcome, int members, long millis, boolean retry) {
        if (outcome.disposition() == Disposition.UNAUTHORIZED) {
            refused(outcome);
        } else if (outcome.disposition() == Disposition.ACCEPTED && refused) {
            accepted();
        }
    }

    private synchronized void refused(ApiOutcome outcome) {
        refused = true;
        long now = clock.getAsLong();
        if (said && now - saidAt < Math.max(LEAST_INTERVAL, coolDownMillis)) {
            return;
        }
        said = true;
        saidAt = now;
        LOG.warn(
                "LaunchDarkly refuses the access token: {}.{}",
                outcome.describe(),
                coolDownMillis == 0 ? "" : " Nothing is sent for " + coolDownMillis + " ms.");
    }

    private synchronized void accepted() {
        if (refused) {
            refused = false;
            LOG.info("LaunchDarkly accepts the access token again.");
        }
    }
}
