package io.github.camelaudience.launchdarkly.segment;

import java.io.IOException;

/** A message nests objects and arrays below the limit. Never leaves this package. */
final class TooDeepException extends IOException {

    private static final long serialVersionUID = 1L;

    TooDeepException(int limit) {
        super("more than " + limit + " levels of objects and arrays");
    }

    /** Thrown for content, perhaps once per element: no stack trace. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
