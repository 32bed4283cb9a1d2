/**
 * Segment's mapping JSON: directives such as {@code @path} and {@code @template}, compiled once into immutable
 * expressions.
 *
 * <p>Flow: {@link io.github.camelaudience.launchdarkly.segment.mapping.MappingCompiler} reads the document, {@code
 * Compilation} turns each value into an {@code Expression} and gathers all mistakes, {@link
 * io.github.camelaudience.launchdarkly.segment.mapping.CompiledMapping} evaluates them per message, on the facts alone
 * where they suffice. {@link io.github.camelaudience.launchdarkly.membership.DifferenceRule} lists the differences
 * from the reference that are made on purpose.
 */
package io.github.camelaudience.launchdarkly.core.mapping;
