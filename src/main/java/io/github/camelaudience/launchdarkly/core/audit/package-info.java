/**
 * Compares what LaunchDarkly is believed to hold with what it holds.
 *
 * <p>Flow: an {@code AuditQuestion} names people and audiences, {@code Audit} asks {@code Beliefs} and LaunchDarkly about them, over a
 * {@code PacedTransport} that takes a share of the rate limit only, and {@code AuditJson} writes the {@code AuditReport}. The operation
 * {@code audit} calls it. It changes nothing, and knows nothing of lanes, batches and Camel.
 */
package io.github.camelaudience.launchdarkly.core.audit;
