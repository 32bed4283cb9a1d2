/**
 * Is Camel's face of the component: an endpoint and its options, the producer that takes an exchange, health check and
 * developer console, the exceptions and what users' code reads of a result.
 *
 * <p>Flow: the component makes an endpoint of a URI, the endpoint a producer, and the producer hands each exchange to
 * {@code exchange} on what {@code runtime} has started. Camel calls it. It knows nothing of JSON members, HTTP status
 * codes and back-off.
 */
package io.github.camelaudience.launchdarkly;
