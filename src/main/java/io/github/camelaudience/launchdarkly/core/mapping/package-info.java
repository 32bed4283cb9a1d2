/**
 * Compiles Segment's mapping JSON, directives such as {@code @path} and {@code @template}, into immutable expressions.
 *
 * <p>Flow: {@link io.github.camelaudience.launchdarkly.core.mapping.MappingCompiler} reads the document, {@code
 * Compilation} turns each value into an {@code Expression} and gathers all mistakes, {@link
 * io.github.camelaudience.launchdarkly.core.mapping.CompiledMapping} evaluates them per message, on the facts alone
 * where they suffice. {@code core.verdict} calls it. It knows nothing of triggers, delivery, Camel, HTTP and clocks;
 * the rules M1 to M17 say where it differs from Segment's own.
 */
package io.github.camelaudience.launchdarkly.core.mapping;
