package io.github.camelaudience.standin;

/**
 * One synced segment as a sender sees it. What two open requests of a lane do to one membership is in no order: a careful sender
 * keeps them apart.
 *
 * @param environment the client-side ID
 * @param contextKind the context kind of the whole request
 * @param cohortId    the id of the audience
 */
public record Lane(String environment, String contextKind, String cohortId) {}
