/**
 * Writes to LaunchDarkly's big segments ({@code POST …/contexts}).
 *
 * <p>Flow: {@code BigSegmentJson} makes the body of a request for the segment that {@code core.launchdarkly.rest} finds. Delivery calls
 * it through {@code core.launchdarkly}. It knows nothing of retries, order and windows.
 */
package io.github.camelaudience.launchdarkly.core.launchdarkly.big;
