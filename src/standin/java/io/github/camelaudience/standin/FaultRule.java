package io.github.camelaudience.standin;

import java.util.function.BiPredicate;

/**
 * A fault aimed at certain requests.
 *
 * @param matches sees the route and the memberships that the request changes
 * @param fault   what happens to them
 */
public record FaultRule(BiPredicate<Route, SyncBody> matches, Fault fault) {}
