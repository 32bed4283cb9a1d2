package io.github.camelaudience.launchdarkly.core.verdict;

import io.github.camelaudience.launchdarkly.core.membership.ContextKeyPriority;
import io.github.camelaudience.launchdarkly.core.membership.ContextKind;
import java.util.Objects;

/**
 * Holds what the endpoint decides for every message.
 *
 * @param environment        client-side ID of the LaunchDarkly environment
 * @param contextKind        kind of the contexts, unless mapped or overridden
 * @param priority           which identifier becomes the context key, unless mapped
 * @param missingMembership  rule D2's choice
 * @param audienceIdFallback rule D11's choice
 * @param audiences          rule D35's choice
 * @param deletes            rule D36's choice
 */
public record MappingSettings(
        String environment,
        String contextKind,
        ContextKeyPriority priority,
        MissingMembership missingMembership,
        AudienceIdFallback audienceIdFallback,
        AudienceLists audiences,
        DeletePolicy deletes) {

    /** Holds the settings of who syncs all audiences and deletes nobody. */
    public MappingSettings(
            String environment,
            String contextKind,
            ContextKeyPriority priority,
            MissingMembership missingMembership,
            AudienceIdFallback audienceIdFallback) {
        this(
                environment,
                contextKind,
                priority,
                missingMembership,
                audienceIdFallback,
                AudienceLists.ALL,
                DeletePolicy.IGNORE);
    }

    public MappingSettings {
        Objects.requireNonNull(environment, "environment");
        Objects.requireNonNull(priority, "priority");
        Objects.requireNonNull(missingMembership, "missingMembership");
        Objects.requireNonNull(audienceIdFallback, "audienceIdFallback");
        Objects.requireNonNull(audiences, "audiences");
        Objects.requireNonNull(deletes, "deletes");
        if (!ContextKind.isValid(contextKind)) {
            throw new IllegalArgumentException(
                    "contextKind must be " + ContextKind.EXPECTED + ", but was: " + contextKind);
        }
    }
}
