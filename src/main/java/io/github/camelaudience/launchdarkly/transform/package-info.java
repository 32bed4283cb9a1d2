/**
 * Lets Camel convert: bodies to {@code AudienceMessage} and back, the data type {@code segment-audience}, and the
 * context's Jackson mapper.
 *
 * <p>Flow: Camel's registry finds the converters and calls them when a route asks for the type. It knows nothing of
 * delivery.
 */
package io.github.camelaudience.launchdarkly.transform;
