/**
 * Answers why somebody is in an audience, or is not.
 *
 * <p>Flow: a {@code WhyQuestion} names a person and perhaps an audience, {@code Why} looks them up in a ledger, and {@code WhyJson} writes the
 * {@code WhyAnswer}. The operation {@code why} calls it. It asks LaunchDarkly nothing, and knows nothing of delivery and hosts.
 */
package io.github.camelaudience.launchdarkly.core.why;
