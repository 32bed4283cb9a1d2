package io.github.camelaudience.launchdarkly;

import io.github.camelaudience.launchdarkly.core.delivery.DeliveryFailure;

/**
 * Says that something answers which no message can be blamed for, such as a proxy, a login page or another environment (rule D28),
 * or that a segment cannot be written, or has no room. Nothing is rejected, and redelivering the exchange is right. What is held is not
 * sent to during the cool-down.
 */
public final class HeldException extends DeliveryFailedException {

    private static final long serialVersionUID = 1L;

    HeldException(String url, DeliveryFailure failure, int changes) {
        super(url, failure, changes);
    }
}
