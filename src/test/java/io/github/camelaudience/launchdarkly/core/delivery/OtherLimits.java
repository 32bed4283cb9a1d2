package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.launchdarkly.BatchLimits;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentBackend;

/** A backend as it is, but for its limits. */
final class OtherLimits extends ForwardingBackend {

    private final BatchLimits limits;

    /** Makes one; {@code limits} hold in place of the backend's own. */
    OtherLimits(SegmentBackend backend, BatchLimits limits) {
        super(backend);
        this.limits = limits;
    }

    @Override
    public BatchLimits limits() {
        return limits;
    }
}
