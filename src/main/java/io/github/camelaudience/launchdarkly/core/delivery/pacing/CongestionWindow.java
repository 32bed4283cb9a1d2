package io.github.camelaudience.launchdarkly.core.delivery.pacing;

/**
 * Bounds how many requests are under way at a time by what was accepted so far, as TCP does: few at first, one more for each that is
 * accepted, which doubles them per round trip, and half after a refusal, or when one was not answered: perhaps because there were too
 * many. From where they were refused on, and after what was not answered, they grow by one per round trip. It grows only while it is made
 * use of, so nobody can suddenly send what was never tried. Guarded by its limiter.
 */
final class CongestionWindow {

    /** So many may be under way while nothing is known, and are not too many for an answer in time. */
    static final int FIRST = 4;

    private static final int MOST = 1 << 16;

    private int allowed = FIRST;
    /** Where they were refused last: from here on they grow slowly. */
    private int threshold = MOST;

    private int acceptedAtThreshold;
    /** The most that were under way at a time, in this round trip or the one before. */
    private int most;

    private int acceptedInRoundTrip;

    int allowed() {
        return allowed;
    }

    /** A request went, with which so many are under way. */
    void granted(int underWay) {
        most = Math.max(most, underWay);
    }

    /** A request was accepted, and so many are still under way. */
    void accepted(int underWay) {
        if (++acceptedInRoundTrip > allowed) {
            acceptedInRoundTrip = 0;
            most = underWay + 1;
        }
        if (2L * most <= allowed || allowed == MOST) {
            return;
        }
        if (allowed < threshold) {
            allowed++;
        } else if (++acceptedAtThreshold >= allowed) {
            allowed++;
            acceptedAtThreshold = 0;
        }
    }

    /** A request was refused that left after the last refusal had come. */
    void refused() {
        threshold = allowed;
        allowed = Math.max(1, allowed / 2);
        acceptedAtThreshold = 0;
    }

    /** One of so many that were under way was not answered, and left after they were halved for that last. */
    void unanswered(int underWay) {
        allowed = Math.min(allowed, Math.max(FIRST, Math.min(allowed, underWay) / 2));
        threshold = allowed;
        acceptedAtThreshold = 0;
    }
}
