/**
 * Remembers what was accepted last for each membership.
 *
 * <p>Flow: {@code StaleFilter} judges a change by the mark in a {@code MarkStore} before it is sent (rules D26 and
 * D29), and keeps a new mark once it is accepted. Delivery calls it. It knows nothing of requests and lanes.
 */
package io.github.camelaudience.launchdarkly.core.delivery.memory;
