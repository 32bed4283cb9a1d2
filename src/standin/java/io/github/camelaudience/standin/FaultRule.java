package io.github.camelaudience.standin;

import java.util.function.BiPredicate;

/**
 * A fault aimed at certain requests.
 *
 * @param matches sees the route and, for a sync request, the body
 * @param fault   what happens to them
 */
public record FaultRule(BiPredicate<Route, SyncBody> matches, Fault fault) {}
