package io.github.camelaudience.launchdarkly.core.delivery;

import java.util.TreeSet;
import java.util.function.LongConsumer;

/**
 * When to look again at what waits. Each alarm that is set comes before all that were set earlier, so there are never many.
 * Not thread-safe: guarded by the lock of {@link BatchSender}.
 */
final class WakeUps {

    private final DeliveryRuntime.Alarm alarm;
    private final LongConsumer ring;
    private final TreeSet<Long> set = new TreeSet<>();

    /** {@code ring} is called with the time that was asked for, and answers with {@link #rang}. */
    WakeUps(DeliveryRuntime.Alarm alarm, LongConsumer ring) {
        this.alarm = alarm;
        this.ring = ring;
    }

    /**
     * Rings at that time or earlier; {@link Long#MAX_VALUE} is never.
     *
     * @return why no alarm can be set, or {@code null}
     */
    Throwable at(long millis, long now) {
        if (millis == Long.MAX_VALUE || !set.isEmpty() && millis >= set.first()) {
            return null;
        }
        try {
            set.add(millis);
            alarm.in(Math.max(0, millis - now), () -> ring.accept(millis));
            return null;
        } catch (Throwable e) {
            set.remove(millis);
            return e;
        }
    }

    void rang(long millis) {
        set.remove(millis);
    }
}
