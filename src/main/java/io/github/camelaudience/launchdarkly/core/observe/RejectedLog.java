package io.github.camelaudience.launchdarkly.core.observe;

import io.github.camelaudience.launchdarkly.core.sync.RejectedMessage;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/** Says in the log that messages were rejected and skipped, once per reason and minute. */
public final class RejectedLog {

    private static final Logger LOG = ComponentLog.LOG;

    private final OncePer minute;

    public RejectedLog(LongSupplier clock) {
        minute = new OncePer(OncePer.MINUTE, clock, "more for this reason since the last line");
    }

    public void skipped(RejectedMessage message) {
        minute.say(message.reason().name(), more -> LOG.warn("Rejected a message and skipped it: {}{}", message, more));
    }
}
