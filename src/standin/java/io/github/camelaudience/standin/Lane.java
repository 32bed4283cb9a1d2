package io.github.camelaudience.standin;

/**
 * One synced segment as a sender sees it. Order is kept per lane, so a careful sender has one request per lane in flight.
 *
 * @param environment the client-side ID
 * @param contextKind the context kind of the whole request
 * @param cohortId    the id of the audience
 */
public record Lane(String environment, String contextKind, String cohortId) {}
