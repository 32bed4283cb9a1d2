package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.BatchLimits;
import io.github.camelaudience.launchdarkly.core.launchdarkly.CredentialsReport;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentBackend;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentUpdate;
import io.github.camelaudience.launchdarkly.core.launchdarkly.UpdateTarget;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;

/** A backend as another is, for tests that change one thing of it. */
public abstract class ForwardingBackend implements SegmentBackend {

    private final SegmentBackend backend;

    public ForwardingBackend(SegmentBackend backend) {
        this.backend = backend;
    }

    @Override
    public UpdateTarget targetOf(MembershipSlot slot) {
        return backend.targetOf(slot);
    }

    @Override
    public BatchLimits limits() {
        return backend.limits();
    }

    @Override
    public int sharedBytes(UpdateTarget target, String audienceName) {
        return backend.sharedBytes(target, audienceName);
    }

    @Override
    public int ownBytes(MembershipSlot slot) {
        return backend.ownBytes(slot);
    }

    @Override
    public ApiOutcome send(SegmentUpdate update) {
        return backend.send(update);
    }

    @Override
    public String render(SegmentUpdate update) {
        return backend.render(update);
    }

    @Override
    public CredentialsReport verify(String clientSideId) {
        return backend.verify(clientSideId);
    }
}
