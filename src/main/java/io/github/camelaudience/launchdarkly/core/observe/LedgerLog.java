package io.github.camelaudience.launchdarkly.core.observe;

import io.github.camelaudience.launchdarkly.core.delivery.DeliveryMonitor;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/** Says in the log that the ledger fails, at most once a minute: meanwhile what cannot be judged or remembered waits. */
public final class LedgerLog implements DeliveryMonitor {

    private static final Logger LOG = ComponentLog.LOG;

    private final OncePer minute;

    public LedgerLog(LongSupplier clock) {
        minute = new OncePer(OncePer.MINUTE, clock);
    }

    @Override
    public void ledgerFailed(RuntimeException cause) {
        minute.say("fails", more -> LOG.warn("The ledger fails. Changes wait until it answers.", cause));
    }

    /** Names no person. */
    @Override
    public void forgone(MembershipSlot slot, ApiOutcome outcome) {
        minute.say(
                "forgone",
                more -> LOG.warn(
                        "A request without an answer may have undone a membership of audience {} in environment {}, and LaunchDarkly"
                                + " refuses it each time it is sent once more ({}). It is given up{}: compare the audience by"
                                + " operation=audit.",
                        slot.audienceId(),
                        slot.environment(),
                        outcome.describeWithoutMessage(),
                        more));
    }
}
