/**
 * Is LaunchDarkly as this component sees it, and the seam to it: what can be sent there, and what an answer means.
 *
 * <p>Flow: delivery hands over changes of one audience, a backend sends them in one attempt over a {@link
 * io.github.camelaudience.launchdarkly.core.launchdarkly.Transport}, and {@code ApiOutcome}, the one table of answers,
 * says what came of it. Delivery calls it. It knows nothing of retries, order, windows and Camel.
 */
package io.github.camelaudience.launchdarkly.core.launchdarkly;
