package io.github.camelaudience.standin;

/**
 * What is too much. LaunchDarkly documents the targets of a standard segment only, so the others are off unless a test asks
 * for them.
 *
 * @param maxMembers                elements per request before 413
 * @param maxBytes                  bytes per body before 413
 * @param maxTargets                individual targets of a standard segment before 400
 * @param unknownEnvironmentStatus  the answer to a client-side ID that does not exist
 */
record Limits(int maxMembers, int maxBytes, int maxTargets, int unknownEnvironmentStatus) {

    /** Bodies above this are not even buffered. */
    static final int HARD_MAX_BYTES = 64 * 1024 * 1024;
}
