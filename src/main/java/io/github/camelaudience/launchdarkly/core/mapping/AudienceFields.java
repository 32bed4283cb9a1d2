package io.github.camelaudience.launchdarkly.core.mapping;

import io.github.camelaudience.launchdarkly.core.json.FieldValue;

/**
 * Holds the fields of Segment's mapping for one message: what the mapping makes of the message, before any decision.
 *
 * @param audienceId       {@code segment_audience_id}
 * @param audienceKey      {@code segment_audience_key}
 * @param computationClass {@code segment_computation_action}
 * @param contextKind      {@code context_kind}; {@link FieldValue#ABSENT} means the endpoint's default
 * @param userId           {@code segment_user_id}
 * @param anonymousId      {@code segment_anonymous_id}
 * @param email            {@code user_email}
 * @param contextKey       {@code context_key}, the priority; {@link FieldValue#ABSENT} means the endpoint's default
 * @param membership       the own member of {@code traits_or_props} that is named by the audience key
 * @param membershipPath   where {@code membership} was found or looked for, as a JSON path within the message
 */
public record AudienceFields(
        FieldValue audienceId,
        FieldValue audienceKey,
        FieldValue computationClass,
        FieldValue contextKind,
        FieldValue userId,
        FieldValue anonymousId,
        FieldValue email,
        FieldValue contextKey,
        FieldValue membership,
        String membershipPath) {}
