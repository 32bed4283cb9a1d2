/**
 * Says of HTTP what a route cannot say in YAML: who may send, how much, and what is answered.
 *
 * <p>Flow: {@code VertxGuard} looks at a request's head before its body is read; {@code SignatureCheck}, {@code
 * TokenCheck} or {@code WriteKeyCheck} at who sends; after the component, {@code HttpAnswer} writes the answer. Routes
 * and Kamelets name these classes. It knows nothing of delivery and of LaunchDarkly's API.
 */
package io.github.camelaudience.launchdarkly.sources.http;
