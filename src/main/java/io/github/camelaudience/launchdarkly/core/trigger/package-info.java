/**
 * Segment's subscription language (FQL): text to an immutable {@link
 * io.github.camelaudience.launchdarkly.segment.Trigger}.
 *
 * <p>Flow: {@code FqlLexer} makes tokens, {@code FqlParser} a {@code Condition}, {@link
 * io.github.camelaudience.launchdarkly.segment.trigger.FqlTrigger} keeps it; {@code SegmentGrouping} reads the same
 * tokens as the hosted destination would, only to warn where the two differ. {@link
 * io.github.camelaudience.launchdarkly.membership.DifferenceRule} lists the differences made on purpose.
 */
package io.github.camelaudience.launchdarkly.core.trigger;
