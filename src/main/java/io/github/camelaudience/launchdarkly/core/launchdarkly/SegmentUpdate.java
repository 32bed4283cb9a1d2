package io.github.camelaudience.launchdarkly.core.launchdarkly;

import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.util.List;
import java.util.Objects;

/**
 * Carries the changes of one target that one request makes (rules D15 to D18). No slot occurs twice.
 *
 * @param target       where all of them are written
 * @param audienceName the name of the audience that LaunchDarkly shows, one for all members (rule D17)
 * @param members      at least one, each of this target
 */
public record SegmentUpdate(UpdateTarget target, String audienceName, List<MembershipChange> members) {

    /**
     * Checks that there is something to write.
     *
     * @throws IllegalArgumentException when there is no member
     */
    public SegmentUpdate {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(audienceName, "audienceName");
        if (members.isEmpty()) {
            throw new IllegalArgumentException("an update needs a member: LaunchDarkly refuses an empty batch");
        }
    }
}
