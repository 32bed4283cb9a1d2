package io.github.camelaudience.launchdarkly.vectors;

/** The case needs something of the reference destination that {@link ReferenceModel} does not know. */
final class NotModelledException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotModelledException(String message) {
        super(message);
    }
}
