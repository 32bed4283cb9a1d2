/**
 * Holds what an endpoint runs on, from its start to its stop.
 *
 * <p>Flow: {@code RuleTexts} reads mapping and trigger, {@code core.settings} checks options and rules, and {@code
 * EndpointRuntime} puts rules, transport, delivery and memory together, starts them, and drains them. Endpoint and
 * producer call it. It knows nothing of a body's shape.
 */
package io.github.camelaudience.launchdarkly.runtime;
