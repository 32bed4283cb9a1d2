package io.github.camelaudience.launchdarkly.core.delivery;

import java.util.Objects;

/** Knows whether the ledger can be read and written, and tells the monitor when it cannot. Thread-safe. */
final class LedgerWatch {

    private final DeliveryMonitor monitor;
    private volatile RuntimeException failure;

    LedgerWatch(DeliveryMonitor monitor) {
        this.monitor = Objects.requireNonNull(monitor, "monitor");
    }

    /** It was read or written. */
    void works() {
        if (failure != null) {
            failure = null;
        }
    }

    /** It could not be read or written. */
    void failed(RuntimeException cause) {
        failure = cause;
        monitor.ledgerFailed(cause);
    }

    /** Why it could not be used the last time; {@code null} if it could. */
    RuntimeException failure() {
        return failure;
    }
}
