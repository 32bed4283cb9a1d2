package io.github.camelaudience.launchdarkly;

import io.github.camelaudience.launchdarkly.core.delivery.DeliveryFailure;

/**
 * Says that LaunchDarkly refuses the access token, or that it may not do this (rule D22). Nothing is sent during the
 * cool-down.
 */
public final class UnauthorizedException extends DeliveryFailedException {

    private static final long serialVersionUID = 1L;

    UnauthorizedException(String url, DeliveryFailure failure, int changes) {
        super(url, failure, changes);
    }
}
