/**
 * Delivers changes: fast, in order, and without losing one.
 *
 * <p>Flow: a change waits in the window of its lane, goes out in a batch when lane, rate limiter and retry budget
 * allow, the outcome settles or repeats it, and its ticket calls back after the last. {@code BatchSender} is the
 * conductor; the exchange's work submits to it. It knows nothing of Camel's exchange, JSON and header names, and reads
 * no clock but the one it is given.
 */
package io.github.camelaudience.launchdarkly.core.delivery;
