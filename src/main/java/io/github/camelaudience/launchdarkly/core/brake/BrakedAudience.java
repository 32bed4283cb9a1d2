package io.github.camelaudience.launchdarkly.core.brake;

import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import java.util.Objects;

/**
 * Tells of an audience whose removals are held.
 *
 * @param audience     which
 * @param leaving      how many left within the hour, or would have with the request that was held
 * @param most         how many may leave without a word
 * @param size         the largest known size of the hour
 * @param sizeComplete whether all members are known, so that the size is exact
 * @param since        when it began, in milliseconds by the clock of the brake
 */
public record BrakedAudience(
        AudienceKey audience, long leaving, long most, long size, boolean sizeComplete, long since) {

    /** Checks that the audience is there. */
    public BrakedAudience {
        Objects.requireNonNull(audience, "audience");
    }

    /** Says what happened and what to do, in one line; names no person. */
    public String describe() {
        return "removals of audience " + audience.audienceId() + " are held: " + leaving
                + " within an hour are more than the "
                + most + " that may leave " + (sizeComplete ? "" : "at least ") + size
                + " members without a word. Look at the audience in Segment, and release it if they are meant";
    }
}
