/**
 * Tells what happens: figures for health, JMX and console, and log lines.
 *
 * <p>Flow: delivery and verdicts call the monitors of this package, which count, and write a line when something begins
 * or ends. Hosts make one {@code EngineObservers} for an engine. It decides nothing, knows nothing of how a change is delivered, and
 * shows no identifier of a person.
 */
package io.github.camelaudience.launchdarkly.core.observe;
