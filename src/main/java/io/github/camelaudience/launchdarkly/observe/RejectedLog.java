package io.github.camelaudience.launchdarkly.observe;

import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import io.github.camelaudience.launchdarkly.core.sync.RejectedMessage;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/** Says in the log that messages were rejected and skipped, once per reason and minute. */
public final class RejectedLog {

    private static final Logger LOG = ComponentLog.LOG;
    private static final long INTERVAL_MILLIS = 60_000;

    private final LongSupplier clock;
    private final Map<RejectReason, Long> saidAt = new EnumMap<>(RejectReason.class);
    private final Map<RejectReason, Long> unsaid = new EnumMap<>(RejectReason.class);

    public RejectedLog(LongSupplier clock) {
        this.clock = clock;
    }

    public synchronized void skipped(RejectedMessage message) {
        RejectReason reason = message.reason();
        long now = clock.getAsLong();
        Long last = saidAt.get(reason);
        if (last != null && now - last < INTERVAL_MILLIS) {
            unsaid.merge(reason, 1L, Long::sum);
            return;
        }
        saidAt.put(reason, now);
        Long more = unsaid.remove(reason);
        LOG.warn(
                "Rejected a message and skipped it: {}{}",
                message,
                more == null ? "" : " (and " + more + " more for this reason since the last line)");
    }
}
