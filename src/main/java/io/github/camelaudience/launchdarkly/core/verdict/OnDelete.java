package io.github.camelaudience.launchdarkly.core.verdict;

/** Says what a {@code delete} message does (rule D36). The names are option values. */
public enum OnDelete {
    /** It is skipped, as by Segment's own destination. */
    ignore,
    /** The person leaves all audiences and is forgotten. */
    remove
}
