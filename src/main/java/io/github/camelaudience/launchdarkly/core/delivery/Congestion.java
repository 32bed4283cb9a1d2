package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Disposition;

/**
 * How many requests may be under way when some are not answered in time: perhaps because there are too many. Such a one halves what
 * may be, unless it was started before that was halved last; then as many as may be must be accepted for one more. Not thread-safe:
 * guarded by the lock of {@link BatchSender}.
 */
final class Congestion {

    /** So many are never too many. */
    private static final int FEW = 4;

    private final int most;
    private int allowed;
    private int accepted;
    private long halvedAt = Long.MIN_VALUE;

    /** Allows {@code most} until something is not answered. */
    Congestion(int most) {
        this.most = most;
        this.allowed = most;
    }

    int allowed() {
        return allowed;
    }

    /**
     * A request is over.
     *
     * @param inFlight  how many were under way with it
     * @param startedAt when it was started
     */
    void concluded(ApiOutcome outcome, int inFlight, long startedAt, long now) {
        if (outcome.disposition() == Disposition.TRANSIENT && outcome.status() == ApiOutcome.NO_ANSWER) {
            if (startedAt >= halvedAt) {
                allowed = Math.min(most, Math.max(FEW, Math.min(allowed, inFlight) / 2));
                accepted = 0;
                halvedAt = now;
            }
        } else if (outcome.disposition() == Disposition.ACCEPTED && ++accepted >= allowed) {
            allowed = Math.min(most, allowed + 1);
            accepted = 0;
        }
    }
}
