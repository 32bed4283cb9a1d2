package io.github.camelaudience.launchdarkly.core.mirror;

/** Says in a sentence why an audience cannot be mirrored, and what to do. Quotes nothing of a row. */
public class MirrorException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MirrorException(String message) {
        super(message);
    }

    public MirrorException(String message, Throwable cause) {
        super(message, cause);
    }
}
