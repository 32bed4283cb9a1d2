package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.BatchLimits;
import io.github.camelaudience.launchdarkly.core.launchdarkly.CredentialsReport;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentBackend;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentUpdate;
import io.github.camelaudience.launchdarkly.core.launchdarkly.UpdateTarget;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/**
 * A second endpoint, as different from synced segments as LaunchDarkly's semantic patch is: contexts of all kinds of one audience
 * share a request, a line is a member, the audience's name is not in it, and there is a limit.
 *
 * @param limits how many lines a request may have
 */
record AllKindsBackend(BatchLimits limits) implements SegmentBackend {

    /** The most operations of one semantic patch at LaunchDarkly's endpoint of standard segments. */
    static final int OPERATIONS = 1_500;

    AllKindsBackend() {
        this(BatchLimits.oneAtATime(OPERATIONS));
    }

    @Override
    public UpdateTarget targetOf(MembershipSlot slot) {
        return UpdateTarget.ofAllKinds(slot);
    }

    @Override
    public int sharedBytes(UpdateTarget target, String audienceName) {
        return "+ \n".length();
    }

    @Override
    public int ownBytes(MembershipSlot slot) {
        return (slot.contextKind() + slot.contextKey()).getBytes(StandardCharsets.UTF_8).length;
    }

    @Override
    public ApiOutcome send(SegmentUpdate update) {
        throw new UnsupportedOperationException("requests are answered by script");
    }

    @Override
    public String render(SegmentUpdate update) {
        return update.members().stream()
                .map(member -> (member.included() ? "+" : "-")
                        + member.slot().contextKind()
                        + " "
                        + member.slot().contextKey()
                        + "\n")
                .collect(Collectors.joining());
    }

    @Override
    public CredentialsReport verify(String clientSideId) {
        throw new UnsupportedOperationException("nobody is asked");
    }
}
