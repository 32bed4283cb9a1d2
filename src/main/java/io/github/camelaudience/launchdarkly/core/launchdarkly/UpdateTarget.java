package io.github.camelaudience.launchdarkly.core.launchdarkly;

import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.util.Objects;

/**
 * Names what is written strictly one request after the other: one audience of one environment, over all context kinds or of
 * one. Which of the two is decided by the {@link SegmentBackend} (rule D15).
 *
 * @param environment client-side ID of the environment
 * @param audienceId  the audience's stable id
 * @param contextKind the kind of all its contexts, or {@code null} for all kinds together
 */
public record UpdateTarget(String environment, String audienceId, String contextKind) {

    /** Checks that environment and audience are there. */
    public UpdateTarget {
        Objects.requireNonNull(environment, "environment");
        Objects.requireNonNull(audienceId, "audienceId");
    }

    /** Names the slot's audience as far as it has contexts of the slot's kind. */
    public static UpdateTarget ofKind(MembershipSlot slot) {
        return new UpdateTarget(slot.environment(), slot.audienceId(), slot.contextKind());
    }

    /** Names the slot's audience with its contexts of all kinds. */
    public static UpdateTarget ofAllKinds(MembershipSlot slot) {
        return new UpdateTarget(slot.environment(), slot.audienceId(), null);
    }
}
