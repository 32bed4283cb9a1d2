package io.github.camelaudience.standin;

import java.util.List;
import java.util.Map;

/**
 * Copies a segment as it was at one moment.
 *
 * @param facts    what it is
 * @param included keys of the included targets, by context kind
 * @param excluded keys of the excluded targets, by context kind
 */
record SegmentSnapshot(SegmentFacts facts, Map<String, List<String>> included, Map<String, List<String>> excluded) {}
