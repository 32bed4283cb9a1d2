package io.github.camelaudience.launchdarkly.core.launchdarkly;

/** Says what an answer of LaunchDarkly means for the request that it answers; {@link ApiOutcome} has the table. */
public enum Disposition {
    /** Applied. */
    ACCEPTED,
    /** Not applied: too many requests, try again later. */
    THROTTLED,
    /** Not applied, or nobody knows: the same request may succeed when it is sent again. */
    TRANSIENT,
    /** Not applied, and never will be as it stands. */
    REFUSED,
    /** Not applied: the request is too large. */
    TOO_LARGE,
    /** Not applied: the access token is wrong or may not do this. */
    UNAUTHORIZED,
    /** Not applied, and no member is to blame: something else than LaunchDarkly's API answers at its address (rule D28). */
    HELD,
    /** Not applied, and no member is to blame: this one audience cannot be written until someone changes something. */
    AUDIENCE_HELD,
    /** No answer at all: the attempt broke by a mistake in code or configuration, and would break again. */
    BROKEN
}
