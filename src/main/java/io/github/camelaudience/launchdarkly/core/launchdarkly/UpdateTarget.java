package io.github.camelaudience.launchdarkly.core.launchdarkly;

import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.util.Objects;

/**
 * Names what may share a request: the changes of one environment, of one audience or of all of them, of one context kind or of all.
 * Which it is, is decided by the {@link SegmentBackend} (rule D15).
 *
 * @param environment client-side ID of the environment
 * @param audienceId  the audience's stable id, or {@code null} for all audiences together
 * @param contextKind the kind of all its contexts, or {@code null} for all kinds together
 */
public record UpdateTarget(String environment, String audienceId, String contextKind) {

    /** Checks that the environment is there. */
    public UpdateTarget {
        Objects.requireNonNull(environment, "environment");
    }

    /** Names the slot's audience as far as it has contexts of the slot's kind. */
    public static UpdateTarget ofKind(MembershipSlot slot) {
        return new UpdateTarget(slot.environment(), slot.audienceId(), slot.contextKind());
    }

    /** Names the slot's audience with its contexts of all kinds. */
    public static UpdateTarget ofAllKinds(MembershipSlot slot) {
        return new UpdateTarget(slot.environment(), slot.audienceId(), null);
    }

    /** Names all audiences of the slot's environment as far as they have contexts of the slot's kind. */
    public static UpdateTarget ofAllAudiences(MembershipSlot slot) {
        return new UpdateTarget(slot.environment(), null, slot.contextKind());
    }
}
