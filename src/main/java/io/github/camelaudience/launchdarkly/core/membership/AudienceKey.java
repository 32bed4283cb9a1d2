package io.github.camelaudience.launchdarkly.core.membership;

import java.util.Comparator;
import java.util.Objects;

/** Names one audience with its contexts of one kind. The memberships of an audience best share one key: they are found faster. */
public final class AudienceKey implements Comparable<AudienceKey> {

    private static final Comparator<AudienceKey> ORDER = Comparator.comparing(AudienceKey::environment)
            .thenComparing(AudienceKey::contextKind)
            .thenComparing(AudienceKey::audienceId);

    private final String environment;
    private final String contextKind;
    private final String audienceId;
    private final int hash;

    /**
     * Names an audience.
     *
     * @param environment the client-side ID of the LaunchDarkly environment
     * @param contextKind the LaunchDarkly context kind, for example {@code user}
     * @param audienceId  the audience's stable id; LaunchDarkly's {@code cohortId}
     */
    public AudienceKey(String environment, String contextKind, String audienceId) {
        this.environment = Objects.requireNonNull(environment, "environment");
        this.contextKind = Objects.requireNonNull(contextKind, "contextKind");
        this.audienceId = Objects.requireNonNull(audienceId, "audienceId");
        this.hash = (environment.hashCode() * 31 + contextKind.hashCode()) * 31 + audienceId.hashCode();
    }

    /** Gives the client-side ID of the LaunchDarkly environment. */
    public String environment() {
        return environment;
    }

    /** Gives the LaunchDarkly context kind. */
    public String contextKind() {
        return contextKind;
    }

    /** Gives the audience's stable id. */
    public String audienceId() {
        return audienceId;
    }

    /** Names the membership of one context in this audience. */
    public MembershipSlot slot(String contextKey) {
        return new MembershipSlot(this, contextKey);
    }

    @Override
    public int compareTo(AudienceKey other) {
        return ORDER.compare(this, other);
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof AudienceKey key
                        && hash == key.hash
                        && audienceId.equals(key.audienceId)
                        && contextKind.equals(key.contextKind)
                        && environment.equals(key.environment);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return "AudienceKey[" + environment + ", " + contextKind + ", " + audienceId + "]";
    }
}
