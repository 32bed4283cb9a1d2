package io.github.camelaudience.launchdarkly.core.launchdarkly;

import java.util.Objects;

/**
 * Tells how large a request may be by the contract of an endpoint, and whether several of one target may be under way at a time.
 * It bounds what options ask for.
 *
 * @param maxMembers  the most members, at least 1; an endpoint that counts operations says how many members that makes
 * @param concurrency whether a target's next request waits for the one before
 */
public record BatchLimits(int maxMembers, Concurrency concurrency) {

    /** Says when a request may be under way beside another of its target. In no case is one slot in both. */
    public enum Concurrency {
        /** Never: the endpoint answers requests that meet with a conflict. */
        ONE_AT_A_TIME,
        /** When it is full: requests are worth more than the time that waiting costs. */
        WHEN_FULL,
        /** When what waits would otherwise wait longer than a moment. */
        FREELY
    }

    /** Limits nothing: no limit is documented. */
    public static final BatchLimits NONE_KNOWN = new BatchLimits(Integer.MAX_VALUE, Concurrency.FREELY);

    /**
     * Checks that a request may have a member.
     *
     * @throws IllegalArgumentException when it may not
     */
    public BatchLimits {
        Objects.requireNonNull(concurrency, "concurrency");
        if (maxMembers < 1) {
            throw new IllegalArgumentException("maxMembers must be at least 1 but was: " + maxMembers);
        }
    }

    /** Limits the members of a request to so many, and sends one after the other. */
    public static BatchLimits oneAtATime(int maxMembers) {
        return new BatchLimits(maxMembers, Concurrency.ONE_AT_A_TIME);
    }
}
