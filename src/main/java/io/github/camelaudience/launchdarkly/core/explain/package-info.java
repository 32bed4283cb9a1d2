/**
 * Tells why a message gets its verdict: what was read, where each value came from, and which rules apply.
 *
 * <p>Flow: {@code MessageExplainer} goes the way of {@code core.verdict} once more with its eyes open, {@code
 * ExplanationJson} writes the result. The operation {@code explain} calls it. It sends and remembers nothing, and knows
 * nothing of delivery and Camel.
 */
package io.github.camelaudience.launchdarkly.core.explain;
