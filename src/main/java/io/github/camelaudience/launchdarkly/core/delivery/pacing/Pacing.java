package io.github.camelaudience.launchdarkly.core.delivery.pacing;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;

/** When the next request may go. Thread-safe. */
public interface Pacing {

    /** Asks for a permit: 0 and it is taken, or the milliseconds after which to ask again. */
    long reserve(long now, boolean retry);

    /** The permit was not used: there was nothing left to send. */
    void cancelled(long now);

    /** The request that used a permit is over. */
    void concluded(ApiOutcome outcome, long sentAt, long receivedAt, double random);
}
