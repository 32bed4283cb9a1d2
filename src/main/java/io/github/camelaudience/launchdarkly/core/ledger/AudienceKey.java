package io.github.camelaudience.launchdarkly.core.ledger;

import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.util.Comparator;
import java.util.Objects;

/**
 * Names one audience with its contexts of one kind.
 *
 * @param environment the client-side ID of the LaunchDarkly environment
 * @param contextKind the LaunchDarkly context kind
 * @param audienceId  the audience's stable id
 */
public record AudienceKey(String environment, String contextKind, String audienceId)
        implements Comparable<AudienceKey> {

    private static final Comparator<AudienceKey> ORDER = Comparator.comparing(AudienceKey::environment)
            .thenComparing(AudienceKey::contextKind)
            .thenComparing(AudienceKey::audienceId);

    public AudienceKey {
        Objects.requireNonNull(environment, "environment");
        Objects.requireNonNull(contextKind, "contextKind");
        Objects.requireNonNull(audienceId, "audienceId");
    }

    /** Names the audience of a membership. */
    public static AudienceKey of(MembershipSlot slot) {
        return new AudienceKey(slot.environment(), slot.contextKind(), slot.audienceId());
    }

    /** Names the membership of one context in this audience. */
    public MembershipSlot slot(String contextKey) {
        return new MembershipSlot(environment, contextKind, audienceId, contextKey);
    }

    @Override
    public int compareTo(AudienceKey other) {
        return ORDER.compare(this, other);
    }
}
