/**
 * Carries one HTTP request through the user's camel-http component.
 *
 * <p>Flow: {@code CamelHttpTransport} sends what it is handed, {@code BoundedAnswer} reads no more of the answer than
 * counts, and breaks off what takes too long. Delivery and the credentials check call it as {@link
 * io.github.camelaudience.launchdarkly.core.launchdarkly.Transport}. It knows nothing of audiences, of retries, and of
 * what a status means.
 */
package io.github.camelaudience.launchdarkly.http;
