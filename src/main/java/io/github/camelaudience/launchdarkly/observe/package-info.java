/**
 * Tells Micrometer what happens in an endpoint, beside what {@code core.observe} counts and logs.
 *
 * <p>Flow: {@code EndpointObservers} lets the meters hear what delivery and verdicts tell. It decides nothing, knows nothing of how a
 * change is delivered, and shows no identifier of a person.
 */
package io.github.camelaudience.launchdarkly.observe;
