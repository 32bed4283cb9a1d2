package io.github.camelaudience.standin;

/**
 * One element of a request's {@code batch}, after the defaults of the first element were filled in.
 *
 * @param cohortId   the audience this element speaks of
 * @param cohortName the audience's display name
 * @param userId     the key of the context
 * @param value      true to enter, false to leave
 */
public record Member(String cohortId, String cohortName, String userId, boolean value) {}
