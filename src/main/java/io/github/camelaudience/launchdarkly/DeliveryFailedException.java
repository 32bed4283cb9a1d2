package io.github.camelaudience.launchdarkly;

import io.github.camelaudience.launchdarkly.core.delivery.DeliveryFailure;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import org.apache.camel.http.base.HttpOperationFailedException;

/**
 * Says that changes could not be delivered now; the same exchange may succeed later, and what was already accepted is
 * not sent twice. A subclass of {@link HttpOperationFailedException}, so that an existing {@code onException} for that
 * works.
 */
public class DeliveryFailedException extends HttpOperationFailedException {

    private static final long serialVersionUID = 1L;

    private final String message;
    private final String requestId;

    DeliveryFailedException(String url, DeliveryFailure failure, int changes) {
        super(
                url,
                failure.outcome() == null
                        ? ApiOutcome.NO_ANSWER
                        : failure.outcome().status(),
                null,
                null,
                null,
                null);
        this.message = changes + (changes == 1 ? " change: " : " changes: ") + failure.describe();
        this.requestId =
                failure.outcome() == null ? null : failure.outcome().error().requestId();
        if (failure.outcome() != null && failure.outcome().cause() != null) {
            initCause(failure.outcome().cause());
        }
    }

    /** Makes the exception of a failure: the subclass that its kind asks for. */
    public static DeliveryFailedException of(String url, DeliveryFailure failure, int changes) {
        return switch (failure.kind()) {
            case UNAUTHORIZED -> new UnauthorizedException(url, failure, changes);
            case HELD -> new HeldException(url, failure, changes);
            case TIMED_OUT, STOPPED, BROKEN -> new DeliveryFailedException(url, failure, changes);
        };
    }

    @Override
    public String getMessage() {
        return message;
    }

    /** Tells whether redelivering the exchange may help. */
    public boolean isRetryable() {
        return true;
    }

    /** Returns the id to quote to LaunchDarkly's support, or {@code null}. */
    public String getRequestId() {
        return requestId;
    }
}
