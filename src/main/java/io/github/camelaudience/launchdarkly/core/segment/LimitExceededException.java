package io.github.camelaudience.launchdarkly.core.segment;

import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import java.io.IOException;

/** A message goes beyond one of the {@link ReadLimits}. Never leaves this package. */
final class LimitExceededException extends IOException {

    private static final long serialVersionUID = 1L;

    private final RejectReason reason;

    private LimitExceededException(RejectReason reason, String expected) {
        super(expected);
        this.reason = reason;
    }

    static LimitExceededException depth(int limit) {
        return new LimitExceededException(RejectReason.TOO_DEEP, "at most " + limit + " levels of objects and arrays");
    }

    static LimitExceededException length(int limit) {
        return new LimitExceededException(RejectReason.TOO_LARGE, "a text of at most " + limit + " characters");
    }

    RejectReason reason() {
        return reason;
    }

    /** Thrown for content, perhaps once per element: no stack trace. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
