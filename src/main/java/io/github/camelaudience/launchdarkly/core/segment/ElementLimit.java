package io.github.camelaudience.launchdarkly.core.segment;

import io.github.camelaudience.launchdarkly.core.json.Location;

/** Counts the elements of one document, those in its envelopes too, up to the most that are taken. */
final class ElementLimit {

    /** Bytes of contexts that may be put over those of outer envelopes, for each byte of the document. */
    private static final int MERGED_PER_BYTE = 16;

    private final int most;
    private long mayBeMerged;
    private int taken;

    /** For a document of so many bytes. */
    ElementLimit(int most, int length) {
        this.most = most;
        this.mayBeMerged = (long) MERGED_PER_BYTE * length;
    }

    /**
     * Counts the bytes of a context and of that of an outer envelope, which are written anew together; whether there may be so
     * many: a large one could be put under thousands of small ones.
     */
    boolean mayMerge(int bytes) {
        mayBeMerged -= bytes;
        return mayBeMerged >= 0;
    }

    int most() {
        return most;
    }

    /** Whether there may be no more. */
    boolean isReached() {
        return taken == most;
    }

    /** Counts one element. */
    void take() {
        taken++;
    }

    /** The element that is one too many starts here. */
    Reached at(int start, Location location) {
        return new Reached(start, location);
    }

    /** Ends the reading of a document. Stackless: part of the ordinary flow. */
    static final class Reached extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int start;
        private final transient Location location;

        private Reached(int start, Location location) {
            super(null, null, false, false);
            this.start = start;
            this.location = location;
        }

        /** Index of the first byte that is not taken. */
        int start() {
            return start;
        }

        /** Where the element there stands. */
        Location location() {
            return location;
        }
    }
}
