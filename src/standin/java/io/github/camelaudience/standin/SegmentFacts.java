package io.github.camelaudience.standin;

/**
 * Describes a segment without its targets.
 *
 * @param clientSideId the environment's client-side ID
 * @param key          the segment's key
 * @param kind         standard, big or synced
 * @param audience     the audience that it stands for: the cohort id of a synced one, see
 *                     {@link StandInBuilder#audienceOf} for the others
 * @param name         the display name
 * @param contextKind  the one context kind of a segment without bound, {@code null} for a standard one
 * @param version      counts from 1, one more for each request that changed something
 * @param generation   how many times a segment of this key was created
 */
record SegmentFacts(
        String clientSideId,
        String key,
        SegmentKind kind,
        String audience,
        String name,
        String contextKind,
        int version,
        int generation) {}
