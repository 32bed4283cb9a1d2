package io.github.camelaudience.launchdarkly.core.observe;

import io.github.camelaudience.launchdarkly.core.delivery.DeliveryMonitor;
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
}
