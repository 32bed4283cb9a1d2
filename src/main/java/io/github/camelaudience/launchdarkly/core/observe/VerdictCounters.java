package io.github.camelaudience.launchdarkly.core.observe;

import io.github.camelaudience.launchdarkly.core.audit.AuditReport;
import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import io.github.camelaudience.launchdarkly.core.membership.SkipReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts skipped and rejected messages by their reason. Thread-safe. */
final class VerdictCounters implements VerdictMonitor {

    private final Map<SkipReason, LongAdder> skipped = zeros(SkipReason.class);
    private final Map<RejectReason, LongAdder> rejected = zeros(RejectReason.class);

    private final LongAdder unread = new LongAdder();
    private final LongAdder unreadableTimes = new LongAdder();
    private final LongAdder drift = new LongAdder();

    private static <E extends Enum<E>> Map<E, LongAdder> zeros(Class<E> reasons) {
        Map<E, LongAdder> counts = new EnumMap<>(reasons);
        for (E reason : reasons.getEnumConstants()) {
            counts.put(reason, new LongAdder());
        }
        return counts;
    }

    @Override
    public void skipped(SkipReason reason) {
        skipped.get(reason).increment();
    }

    @Override
    public void rejected(RejectReason reason) {
        rejected.get(reason).increment();
    }

    @Override
    public void unreadableTime() {
        unreadableTimes.increment();
    }

    @Override
    public void unread() {
        unread.increment();
    }

    @Override
    public void audited(AuditReport.Result result, int count) {
        if (result == AuditReport.Result.drift) {
            drift.add(count);
        }
    }

    /** What audits found to differ from what is believed. */
    long drift() {
        return drift.sum();
    }

    /** Skipped messages by reason; reasons that never occurred are left out. */
    Map<String, Long> skipped() {
        return positive(skipped);
    }

    /** Rejected messages by reason; reasons that never occurred are left out. */
    Map<String, Long> rejected() {
        return positive(rejected);
    }

    /** Changes whose message has no time that can be read. */
    long unreadableTimes() {
        return unreadableTimes.sum();
    }

    /** Bodies that could not be read. */
    long unreadBodies() {
        return unread.sum();
    }

    private static Map<String, Long> positive(Map<? extends Enum<?>, LongAdder> counts) {
        Map<String, Long> positive = new TreeMap<>();
        counts.forEach((reason, count) -> {
            if (count.sum() > 0) {
                positive.put(reason.name(), count.sum());
            }
        });
        return positive;
    }
}
