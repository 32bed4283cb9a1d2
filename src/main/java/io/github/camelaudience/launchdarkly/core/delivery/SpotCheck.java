package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import java.util.Objects;

/**
 * Some members of a refused batch are tried alone, for all of them. Not thread-safe: guarded by the lock of
 * {@link BatchSender}.
 */
final class SpotCheck {

    static final int PROBES = 3;

    private final ApiOutcome refusal;
    private int guilty;

    SpotCheck(ApiOutcome refusal) {
        this.refusal = refusal;
    }

    /** A probe was refused, too. */
    void refused(ApiOutcome outcome) {
        if (outcome.status() == refusal.status()
                && Objects.equals(outcome.error().code(), refusal.error().code())) {
            guilty++;
        }
    }

    /** Every probe was refused like the batch. */
    boolean isConclusive() {
        return guilty == PROBES;
    }
}
