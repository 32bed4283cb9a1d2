package io.github.camelaudience.launchdarkly.core.verdict;

/** Says what stands in for a missing {@code computation_id} (rule D11). */
public enum AudienceIdFallback {
    /** Nothing: the message is rejected. */
    none,
    /** The {@code computation_key}. */
    key
}
