/**
 * Decides when a request may go.
 *
 * <p>Flow: {@code RateLimiter} gives a permit by what LaunchDarkly's headers say of account, route and access token (an
 * {@code AnnouncedAllowance} each), by what its refusals teach ({@code LearnedAllowance}), and by how many were accepted at a time and
 * whether any was not answered ({@code CongestionWindow}); {@code RetryBudget} bounds how much is repeated. Delivery asks before each
 * request and tells each answer. It knows nothing of changes and lanes.
 */
package io.github.camelaudience.launchdarkly.core.delivery.pacing;
