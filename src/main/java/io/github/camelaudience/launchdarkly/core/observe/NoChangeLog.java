package io.github.camelaudience.launchdarkly.core.observe;

import io.github.camelaudience.launchdarkly.core.sync.SyncReport;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;

/**
 * Says in the log that messages have come for a minute and not one brought a change, with the reasons: the usual sign of a
 * trigger, a mapping or a priority of identifiers that does not fit. As long as it stays so it waits twice as long each
 * time, an hour at most.
 */
final class NoChangeLog {

    private static final Logger LOG = ComponentLog.LOG;
    private static final long FIRST_MILLIS = 60_000;
    private static final long LONGEST_MILLIS = 60 * FIRST_MILLIS;

    private final LongSupplier clock;
    private final Map<String, Long> reasons = new TreeMap<>();

    private long messages;
    private long interval;
    private long sayAt;

    NoChangeLog(LongSupplier clock) {
        this.clock = clock;
    }

    synchronized void reported(SyncReport report) {
        long now = clock.getAsLong();
        if (messages > 0 && now >= sayAt) {
            say(now);
        }
        // what failed is a change as well, and said elsewhere
        if (report.changes() > 0 || report.count(SyncReport.Result.FAILED) > 0) {
            messages = 0;
            reasons.clear();
            return;
        }
        if (messages == 0 && !report.items().isEmpty()) {
            interval = FIRST_MILLIS;
            sayAt = now + interval;
        }
        messages += report.items().size();
        report.items().forEach(item -> reasons.merge(item.reason(), 1L, Long::sum));
    }

    private void say(long now) {
        LOG.warn(
                "None of {} messages changed anything: {}. Ask operation=explain about one of them",
                messages,
                reasons.entrySet().stream()
                        .map(reason -> reason.getValue() + " " + reason.getKey())
                        .collect(Collectors.joining(", ")));
        interval = Math.min(2 * interval, LONGEST_MILLIS);
        sayAt = now + interval;
    }
}
