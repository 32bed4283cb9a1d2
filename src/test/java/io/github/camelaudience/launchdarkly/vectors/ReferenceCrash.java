package io.github.camelaudience.launchdarkly.vectors;

/** The reference destination threw: the delivery as a whole has failed. */
final class ReferenceCrash extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ReferenceCrash(String message) {
        super(message);
    }
}
