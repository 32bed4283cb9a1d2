/**
 * Checks what options say, whoever they come from, and makes of them what an engine takes.
 *
 * <p>Flow: a host gives its {@link io.github.camelaudience.launchdarkly.core.settings.EngineOptions}; {@code EngineSettings} checks
 * them and gives settings and backend, {@code MessageRules} compiles mapping and trigger, and {@code OptionAdvice} says what is
 * worth a warning. The component's endpoint and the sink of Kafka Connect call it. It starts nothing, reads no file, and knows no
 * host.
 */
package io.github.camelaudience.launchdarkly.core.settings;
