package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;

/** Is told what delivery does, for counters and meters. Called by many threads; must be quick and never throw. */
public interface DeliveryMonitor {

    /** A request was answered, or failed. */
    default void requested(ApiOutcome outcome, int members, long millis, boolean retry) {}

    /** A change was settled. */
    default void settled(Settlement settlement) {}

    /** The fence's store could not be read or written. What cannot be judged waits; what cannot be written is forgotten. */
    default void fenceFailed(RuntimeException cause) {}

    /** A batch that could go had to wait for a permit. */
    default void waited(long millis) {}
}
