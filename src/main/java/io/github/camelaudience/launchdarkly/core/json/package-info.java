/**
 * Does with bytes of JSON what Jackson does not: find where elements end, keep them as they stand, and unpack them.
 *
 * <p>Flow: the readers of {@code core.segment} and the writers of values call it with bytes, and get ranges, paths and
 * numbers with all their digits. It knows nothing of Segment's messages, Camel, HTTP and clocks.
 */
package io.github.camelaudience.launchdarkly.core.json;
