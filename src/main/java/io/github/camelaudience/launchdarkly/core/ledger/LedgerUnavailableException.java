package io.github.camelaudience.launchdarkly.core.ledger;

/** Says that a ledger cannot be reached, read or written at the moment. Nothing is lost, and a later call may succeed. */
public final class LedgerUnavailableException extends LedgerException {
    private static final long serialVersionUID = 1L;

    public LedgerUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
