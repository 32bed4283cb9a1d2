package io.github.camelaudience.launchdarkly.core.mirror;

import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import java.util.Objects;

/**
 * Says what to mirror, and how much may change by it.
 *
 * @param audience     which
 * @param audienceName the name that LaunchDarkly shows; {@code null} for the one that is known, else the audience's id
 * @param snapshotTime when the set was true, in milliseconds since the epoch
 * @param removals     when members may leave
 * @param planOnly     whether nothing is sent
 * @param confirm      the id of a plan that is not held, or {@code null}
 * @param mostRemovals more removals than this share of the known members are held, where they are more than 100
 * @param mostBadRows  a larger share of bad rows than this is held
 */
public record MirrorOrder(
        AudienceKey audience,
        String audienceName,
        long snapshotTime,
        Removals removals,
        boolean planOnly,
        String confirm,
        double mostRemovals,
        double mostBadRows) {

    /** So many may leave without a word, whatever the share. */
    public static final int FEW_REMOVALS = 100;

    public MirrorOrder {
        Objects.requireNonNull(audience, "audience");
        Objects.requireNonNull(removals, "removals");
    }
}
