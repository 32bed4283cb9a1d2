package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentBackend;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentUpdate;
import io.github.camelaudience.launchdarkly.core.launchdarkly.UpdateTarget;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.util.function.Consumer;

/** A backend in which anything may throw, even what must not. */
final class HazardousBackend extends ForwardingBackend {

    private final Consumer<String> hazard;

    /**
     * Makes one.
     *
     * @param backend what does the work
     * @param hazard  called wherever the backend is, with {@code transport} or {@code backend}: it may throw
     */
    HazardousBackend(SegmentBackend backend, Consumer<String> hazard) {
        super(backend);
        this.hazard = hazard;
    }

    @Override
    public UpdateTarget targetOf(MembershipSlot slot) {
        hazard.accept("backend");
        return super.targetOf(slot);
    }

    @Override
    public int sharedBytes(UpdateTarget target, String audienceName) {
        hazard.accept("backend");
        return super.sharedBytes(target, audienceName);
    }

    @Override
    public int ownBytes(MembershipSlot slot) {
        hazard.accept("backend");
        return super.ownBytes(slot);
    }

    @Override
    public ApiOutcome send(SegmentUpdate update) {
        hazard.accept("transport");
        return super.send(update);
    }
}
