/**
 * Comes from one message to one verdict.
 *
 * <p>Flow: {@code ChangeMapper} asks the trigger, evaluates the mapping, and makes of the fields a change, a skip or a
 * rejection ({@code docs/reference/rules.md}). The exchange's work and {@code core.explain} call it. It knows nothing of
 * delivery, Camel, HTTP and clocks.
 */
package io.github.camelaudience.launchdarkly.core.verdict;
