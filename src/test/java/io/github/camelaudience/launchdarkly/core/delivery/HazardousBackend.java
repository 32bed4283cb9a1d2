package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.BatchLimits;
import io.github.camelaudience.launchdarkly.core.launchdarkly.CredentialsReport;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentBackend;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentUpdate;
import io.github.camelaudience.launchdarkly.core.launchdarkly.UpdateTarget;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.util.function.Consumer;

/**
 * A backend in which anything may throw, even what must not.
 *
 * @param backend what does the work
 * @param hazard  called wherever the backend is, with {@code transport} or {@code backend}: it may throw
 */
record HazardousBackend(SegmentBackend backend, Consumer<String> hazard) implements SegmentBackend {

    @Override
    public UpdateTarget targetOf(MembershipSlot slot) {
        hazard.accept("backend");
        return backend.targetOf(slot);
    }

    @Override
    public BatchLimits limits() {
        return backend.limits();
    }

    @Override
    public int sharedBytes(UpdateTarget target, String audienceName) {
        hazard.accept("backend");
        return backend.sharedBytes(target, audienceName);
    }

    @Override
    public int ownBytes(MembershipSlot slot) {
        hazard.accept("backend");
        return backend.ownBytes(slot);
    }

    @Override
    public ApiOutcome send(SegmentUpdate update) {
        hazard.accept("transport");
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
