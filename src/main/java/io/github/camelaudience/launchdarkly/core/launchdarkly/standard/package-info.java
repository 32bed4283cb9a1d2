/**
 * Writes to LaunchDarkly's standard segments by semantic patches.
 *
 * <p>Flow: {@code SemanticPatch} makes the body of a request; {@code TargetCounts} counts what LaunchDarkly says of the segment, and
 * where it gets full {@code Room} parts who is still written from who is not. Delivery calls it through {@code
 * core.launchdarkly}. It knows nothing of retries, order and windows.
 */
package io.github.camelaudience.launchdarkly.core.launchdarkly.standard;
