package io.github.camelaudience.launchdarkly.core.verdict;

/** Says what to make of an audience message without its flag, or with {@code null} there (rule D2). */
public enum MissingMembership {
    /** The message is rejected. */
    reject,
    /** The context leaves, as with Segment's own destination. */
    remove
}
