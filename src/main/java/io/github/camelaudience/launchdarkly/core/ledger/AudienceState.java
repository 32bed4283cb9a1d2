package io.github.camelaudience.launchdarkly.core.ledger;

import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * Tells the size of an audience.
 *
 * @param audience which
 * @param name     the name that LaunchDarkly shows, as it was sent last; empty when none was
 * @param members  how many contexts the ledger knows to be in. Exact for what it has seen; "at least" while {@code seededAt} is empty,
 *                 because LaunchDarkly may have members that were there before
 * @param seededAt when the members that LaunchDarkly had were read, in milliseconds since the epoch
 */
public record AudienceState(AudienceKey audience, String name, long members, OptionalLong seededAt) {

    public AudienceState {
        Objects.requireNonNull(audience, "audience");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(seededAt, "seededAt");
    }

    /** Tells of an audience of which nothing is known. */
    public static AudienceState unknown(AudienceKey audience) {
        return new AudienceState(audience, "", 0, OptionalLong.empty());
    }
}
