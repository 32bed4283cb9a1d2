package io.github.camelaudience.standin;

/**
 * The identity of one membership.
 *
 * @param environment the client-side ID
 * @param contextKind the context kind
 * @param cohortId    the id of the audience
 * @param userId      the key of the context
 */
public record Slot(String environment, String contextKind, String cohortId, String userId) {}
