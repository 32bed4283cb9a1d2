package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;

/** What may share a request, and what is sent strictly one request after the other (rule D15). */
record LaneKey(String environment, String contextKind, String audienceId) {

    static LaneKey of(MembershipSlot slot) {
        return new LaneKey(slot.environment(), slot.contextKind(), slot.audienceId());
    }
}
