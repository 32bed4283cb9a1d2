package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Disposition;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Counts what delivery does, from its creation on. Thread-safe. */
public final class DeliveryCounters implements DeliveryMonitor {

    /** One attempt that fails is made up for by the next. */
    private static final int FAILING = 2;

    private static final long NEVER = Long.MIN_VALUE;

    private final LongSupplier clock;
    private final LongAdder changes = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder requests = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder throttled = new LongAdder();
    private final AtomicLong consecutiveFailures = new AtomicLong();
    private final AtomicLong faultsInRow = new AtomicLong();
    private volatile long lastSuccessAt = NEVER;
    private volatile ApiOutcome lastOutcome;
    private volatile boolean failedSince;

    /**
     * Begins at zero.
     *
     * @param clock milliseconds since the epoch
     */
    public DeliveryCounters(LongSupplier clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    @Override
    public void requested(ApiOutcome outcome, int members, long millis, boolean retry) {
        requests.increment();
        if (retry) {
            retries.increment();
        }
        if (outcome.disposition() == Disposition.THROTTLED) {
            throttled.increment();
        }
        if (outcome.disposition() == Disposition.ACCEPTED) {
            consecutiveFailures.set(0);
            faultsInRow.set(0);
            failedSince = false;
            lastSuccessAt = clock.getAsLong();
        } else {
            consecutiveFailures.incrementAndGet();
            if (outcome.disposition() == Disposition.TRANSIENT || outcome.disposition() == Disposition.BROKEN) {
                faultsInRow.incrementAndGet();
            }
        }
        lastOutcome = outcome;
    }

    @Override
    public void settled(Settlement settlement) {
        settled(1, settlement);
    }

    @Override
    public void settled(List<MembershipChange> alike, Settlement settlement) {
        settled(alike.size(), settlement);
    }

    private void settled(int count, Settlement settlement) {
        if (settlement instanceof Settlement.Accepted || settlement instanceof Settlement.Superseded) {
            changes.add(count);
        } else if (settlement instanceof Settlement.Failed) {
            failed.add(count);
            failedSince = true;
        }
    }

    /** Counts the changes that LaunchDarkly accepted, those superseded by newer ones included. */
    public long changes() {
        return changes.sum();
    }

    /** Counts the changes that failed their exchange, so that the source may bring them again. */
    public long failed() {
        return failed.sum();
    }

    /** Counts the requests sent, repeats included. */
    public long requests() {
        return requests.sum();
    }

    /** Counts the requests that repeated one which failed by a fault of the service or the network. */
    public long retries() {
        return retries.sum();
    }

    /** Counts the requests that were answered "too many requests". */
    public long throttled() {
        return throttled.sum();
    }

    /** Counts the requests since the last accepted one; 0 if that was the last. */
    public long consecutiveFailures() {
        return consecutiveFailures.get();
    }

    /**
     * Tells whether the last attempts failed by a fault of the service, the network or the code, and none was accepted since: two of
     * them, or one that failed its exchange.
     */
    public boolean isFailing() {
        long faults = faultsInRow.get();
        return faults >= FAILING || faults > 0 && failedSince;
    }

    /** Tells when LaunchDarkly last accepted a request, in milliseconds since the epoch; empty if it never did. */
    public OptionalLong lastSuccessAt() {
        long at = lastSuccessAt;
        return at == NEVER ? OptionalLong.empty() : OptionalLong.of(at);
    }

    /** Tells what became of the last request, or {@code null} before the first. */
    public ApiOutcome lastOutcome() {
        return lastOutcome;
    }
}
