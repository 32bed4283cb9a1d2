package io.github.camelaudience.launchdarkly.core.segment;

import io.github.camelaudience.launchdarkly.core.json.Location;

/** Counts the elements of one document, those in its envelopes too, up to the most that are taken. */
final class ElementLimit {

    private final int most;
    private int taken;

    ElementLimit(int most) {
        this.most = most;
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
