package io.github.camelaudience.standin;

import java.util.List;

/**
 * Hears of every change of a segment, in the order they took effect. Called while the {@link Ledger} is locked, and before
 * the request that made the change is answered: take note and return.
 */
interface SegmentListener {

    /**
     * A segment was created, or something of it changed.
     *
     * @param segment the segment as it is now
     * @param edits   what changed of its targets, in order; keys that were so already are left out
     */
    void changed(SegmentFacts segment, List<TargetEdit> edits);

    /** A segment was deleted; {@code version} is that of the deletion. */
    void deleted(SegmentFacts segment);

    /** All segments are gone: the records were cleared. */
    void cleared();
}
