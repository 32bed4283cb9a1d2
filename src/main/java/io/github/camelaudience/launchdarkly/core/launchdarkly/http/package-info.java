/**
 * Carries requests with Apache HttpClient 5: {@link
 * io.github.camelaudience.launchdarkly.core.launchdarkly.http.HttpClientTransport} for hosts that have no client to lend, and
 * {@link io.github.camelaudience.launchdarkly.core.launchdarkly.http.BoundedAnswer} for any client of that kind. It does not know
 * what the requests are about.
 */
package io.github.camelaudience.launchdarkly.core.launchdarkly.http;
