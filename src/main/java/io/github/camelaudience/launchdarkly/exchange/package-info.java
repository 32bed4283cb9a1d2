/**
 * Takes one exchange in and writes its result out.
 *
 * <p>Flow: {@code BodyReader} takes messages out of the body, {@code ExchangeSync} gives each its verdict and submits
 * the changes, and when the last of them is settled {@code ResultWriter} and {@code RejectedHandling} write headers,
 * report and exception. The producer calls it. It knows nothing of lanes, requests and HTTP.
 */
package io.github.camelaudience.launchdarkly.exchange;
