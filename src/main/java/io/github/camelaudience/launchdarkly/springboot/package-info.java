/**
 * Lets Spring Boot set the component up.
 *
 * <p>Flow: Spring Boot finds the auto-configurations, which bind {@code camel.component.launchdarkly-audience.*} and
 * {@code camel.kamelet.*}, answer 503 while routes do not run, keep the bytes of requests within reach of Camel, and tell a
 * failed start in one sentence. It knows the component class and {@code host}, and nothing of messages or delivery.
 */
package io.github.camelaudience.launchdarkly.springboot;
