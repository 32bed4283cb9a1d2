package io.github.camelaudience.launchdarkly.core.ledger;

/** Says in a sentence why a ledger cannot be used, and what to do. Waiting does not help. */
public class LedgerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LedgerException(String message, Throwable cause) {
        super(message, cause);
    }
}
