/**
 * Reads documents into Segment's messages, within limits, and checks Segment's signature.
 *
 * <p>Flow: {@code AudienceMessageReader} goes through a document once, {@code DocumentParser} finds envelopes and
 * elements, {@code FactCollector} keeps the facts of each that count, and a sink gets messages and what could not be
 * read, in order. The exchange's reader and the sources call it. It knows nothing of the mapping, Camel, HTTP and
 * clocks.
 */
package io.github.camelaudience.launchdarkly.core.segment;
