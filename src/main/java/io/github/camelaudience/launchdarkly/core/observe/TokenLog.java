package io.github.camelaudience.launchdarkly.core.observe;

import io.github.camelaudience.launchdarkly.core.delivery.DeliveryFailure;
import io.github.camelaudience.launchdarkly.core.delivery.DeliveryMonitor;
import io.github.camelaudience.launchdarkly.core.delivery.Settlement;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Disposition;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Says in the log when LaunchDarkly refuses the access token (rule D22) and when changes are held (rule D28), once per cool-down, and
 * when it accepts again.
 */
public final class TokenLog implements DeliveryMonitor {

    private static final Logger LOG = ComponentLog.LOG;
    private static final long LEAST_INTERVAL = 1_000;

    private final long coolDownMillis;
    private final OncePer coolDown;

    private volatile boolean refused;
    private boolean held;

    public TokenLog(long coolDownMillis, LongSupplier clock) {
        this.coolDownMillis = coolDownMillis;
        this.coolDown = new OncePer(Math.max(LEAST_INTERVAL, coolDownMillis), clock);
    }

    @Override
    public void requested(ApiOutcome outcome, int members, long millis, boolean retry) {
        if (outcome.disposition() == Disposition.UNAUTHORIZED && !outcome.isForeign403()) {
            stopped(false, "LaunchDarkly refuses the access token: " + outcome.describe() + ".", true);
        } else if (outcome.disposition() == Disposition.ACCEPTED && refused) {
            accepted();
        }
    }

    /** What may be about one member's content is said when it is not. */
    @Override
    public void settled(Settlement settlement) {
        if (settlement instanceof Settlement.Failed failed) {
            DeliveryFailure cause = failed.cause();
            if (cause.audienceId() != null) {
                String what = "Changes are " + cause.describe() + ".";
                coolDown.say("audience " + cause.audienceId(), more -> LOG.warn("{} Other audiences go on.", what));
            } else if (cause.kind() == DeliveryFailure.Kind.HELD) {
                boolean silent = cause.outcome().disposition() == Disposition.HELD;
                stopped(true, "Changes are " + cause.describe() + ".", silent);
            } else if (cause.kind() == DeliveryFailure.Kind.UNAUTHORIZED
                    && cause.outcome().isForeign403()) {
                stopped(
                        false,
                        "LaunchDarkly refuses the access token: "
                                + cause.outcome().describe() + ".",
                        true);
            }
        }
    }

    private synchronized void stopped(boolean holding, String what, boolean silent) {
        refused = true;
        held = holding;
        String pause = silent && coolDownMillis > 0 ? " Nothing is sent for " + coolDownMillis + " ms." : "";
        coolDown.say("stopped", more -> LOG.warn("{}{}", what, pause));
    }

    private synchronized void accepted() {
        if (refused) {
            refused = false;
            LOG.info(held ? "LaunchDarkly accepts changes again." : "LaunchDarkly accepts the access token again.");
        }
    }
}
