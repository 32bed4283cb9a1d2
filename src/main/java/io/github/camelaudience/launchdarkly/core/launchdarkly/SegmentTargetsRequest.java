package io.github.camelaudience.launchdarkly.core.launchdarkly;

import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.util.List;
import java.util.Objects;

/**
 * The changes of one audience that one request carries (rules D15 to D18). All members share environment, kind and
 * audience; no context key occurs twice.
 *
 * @param environment  client-side ID of the environment
 * @param contextKind  kind of all contexts
 * @param audienceId   LaunchDarkly's {@code cohortId}
 * @param audienceName LaunchDarkly's {@code cohortName}, one for all members
 * @param members      at least one
 */
public record SegmentTargetsRequest(
        String environment,
        String contextKind,
        String audienceId,
        String audienceName,
        List<MembershipChange> members) {

    public SegmentTargetsRequest {
        Objects.requireNonNull(environment, "environment");
        Objects.requireNonNull(contextKind, "contextKind");
        Objects.requireNonNull(audienceId, "audienceId");
        Objects.requireNonNull(audienceName, "audienceName");
        if (members.isEmpty()) {
            throw new IllegalArgumentException("a request needs a member: LaunchDarkly refuses an empty batch");
        }
    }
}
