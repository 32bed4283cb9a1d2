package io.github.camelaudience.launchdarkly.core.launchdarkly;

import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Carries the changes of one target that one request makes (rules D15 to D18). No slot occurs twice.
 *
 * @param target        where all of them are written
 * @param audienceNames the name that LaunchDarkly shows of each audience that a member is of, by the audience's id; one for all
 *                      members of an audience (rule D17)
 * @param members       at least one, each of this target
 */
public record SegmentUpdate(UpdateTarget target, Map<String, String> audienceNames, List<MembershipChange> members) {

    /**
     * Checks that there is something to write.
     *
     * @throws IllegalArgumentException when there is no member
     */
    public SegmentUpdate {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(audienceNames, "audienceNames");
        if (members.isEmpty()) {
            throw new IllegalArgumentException("an update needs a member: LaunchDarkly refuses an empty batch");
        }
    }

    /** Makes an update whose members are all of one audience, also where the target is for all of them. */
    public static SegmentUpdate ofOneAudience(
            UpdateTarget target, String audienceName, List<MembershipChange> members) {
        return new SegmentUpdate(target, Map.of(members.get(0).slot().audienceId(), audienceName), members);
    }

    /** Gives the name of an audience that a member is of. */
    public String audienceName(String audienceId) {
        return Objects.requireNonNull(audienceNames.get(audienceId), audienceId);
    }
}
