/**
 * Decides when a request may go.
 *
 * <p>Flow: {@code RateLimiter} gives a permit for an account by what LaunchDarkly's headers say or its refusals teach,
 * {@code RetryBudget} bounds how much is repeated. Delivery asks before each request and tells each answer. It knows
 * nothing of changes and lanes.
 */
package io.github.camelaudience.launchdarkly.core.delivery.pacing;
