/**
 * Compiles Segment's subscription language (FQL) into an immutable {@link
 * io.github.camelaudience.launchdarkly.core.trigger.Trigger}.
 *
 * <p>Flow: {@code FqlLexer} makes tokens, {@code FqlParser} a {@code Condition}, {@link
 * io.github.camelaudience.launchdarkly.core.trigger.FqlTrigger} keeps it; what the hosted destination would read
 * otherwise is a warning. {@code core.verdict} calls it. It knows nothing of the mapping, delivery, Camel, HTTP and
 * clocks; the rules F1 to F11 say where it differs from Segment's own.
 */
package io.github.camelaudience.launchdarkly.core.trigger;
