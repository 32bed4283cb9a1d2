package io.github.camelaudience.launchdarkly.backfill;

/** A file that cannot be read to its end as what it should be. What was accepted of it stays accepted. */
public final class UnusableFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnusableFileException(String message) {
        super(message);
    }

    UnusableFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
