package io.github.camelaudience.launchdarkly.core.mirror;

/** Says when a mirror lets members leave. The names are values of the option {@code mirrorRemovals}. */
public enum Removals {
    /** When all members that LaunchDarkly has are known: after an earlier mirror of the audience was complete. */
    seeded,
    /** Always: of members that are not known it knows nothing all the same. */
    always,
    /** Never. */
    never
}
