/**
 * Holds what has to be right around the routes before one runs: the parameters of our Kamelets, and the sentence that
 * tells why a start has failed. Says what may be shown of an endpoint, too. Camel finds {@link HostPlugin} in every context by itself. Knows nothing of messages,
 * delivery or HTTP.
 */
package io.github.camelaudience.launchdarkly.host;
