package io.github.camelaudience.launchdarkly.core.ledger;

/** Says why a change must not be sent now. */
public enum Withheld {
    /** Something newer was accepted (rule D26). The change is settled. */
    STALE,
    /** It was the last that was accepted (rule D29). The change is settled. */
    DUPLICATE,
    /** Somebody else is writing this membership; the change waits for a moment, and is claimed again. */
    BUSY,
    /** Its names are too long for this ledger to hold, which {@link LedgerText#MOST_BYTES} bounds. It can never be claimed. */
    UNFIT
}
