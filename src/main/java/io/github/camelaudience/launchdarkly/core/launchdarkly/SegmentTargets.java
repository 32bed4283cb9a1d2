package io.github.camelaudience.launchdarkly.core.launchdarkly;

/** LaunchDarkly's endpoint for synced segments: one attempt at one request. Never throws for what is answered. */
@FunctionalInterface
public interface SegmentTargets {

    /** Sends the request once and waits for the answer. */
    ApiOutcome send(SegmentTargetsRequest request);
}
