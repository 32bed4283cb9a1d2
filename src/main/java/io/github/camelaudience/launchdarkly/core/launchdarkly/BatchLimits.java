package io.github.camelaudience.launchdarkly.core.launchdarkly;

/**
 * Tells how large a request may be by the contract of an endpoint. It bounds what options ask for.
 *
 * @param maxMembers the most members, at least 1; an endpoint that counts operations says how many members that makes
 */
public record BatchLimits(int maxMembers) {

    /** Limits nothing: no limit is documented. */
    public static final BatchLimits NONE_KNOWN = new BatchLimits(Integer.MAX_VALUE);

    /**
     * Checks that a request may have a member.
     *
     * @throws IllegalArgumentException when it may not
     */
    public BatchLimits {
        if (maxMembers < 1) {
            throw new IllegalArgumentException("maxMembers must be at least 1 but was: " + maxMembers);
        }
    }
}
