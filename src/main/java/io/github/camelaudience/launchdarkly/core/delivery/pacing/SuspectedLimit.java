package io.github.camelaudience.launchdarkly.core.delivery.pacing;

/**
 * Refusals that may show a limit, or nothing but a bad moment of the service. One alone is believed only when much was
 * accepted before it and the next request is refused as well, or the service itself asks for a long pause. Little traffic
 * proves nothing: then refusals must come at the same count twice, or three times at any. Guarded by its gate.
 */
final class SuspectedLimit {

    /** So many accepted requests in a window are much. */
    static final int MUCH = 20;
    /** After a pause no longer than this, what is accepted is accepted in the window that seemed to be used up. */
    static final long SHORT_PAUSE = 1_000;
    /** A suspicion that is not confirmed in this time is forgotten. */
    private static final long FORGOTTEN_AFTER = 600_000;

    private static final int ENOUGH_EPISODES = 3;

    /** What was accepted before the refusal; 0 without a suspicion. */
    private int count;

    private int episodes;
    private long refusedAt;
    private boolean shortPause;
    private boolean acceptedSince;

    int count() {
        return count;
    }

    /**
     * A refusal.
     *
     * @param accepted how many were accepted in the window before it, at least 1
     * @param at       when it came
     * @param pause    how long nothing is sent now
     * @return whether {@link #count} is to be believed
     */
    boolean refused(int accepted, long at, long pause) {
        if (count > 0 && at - refusedAt > FORGOTTEN_AFTER) {
            clear();
        }
        boolean again = count > 0 && !acceptedSince;
        boolean like = acceptedSince && isAbout(accepted);
        episodes += again ? 0 : 1;
        count = again || like ? Math.max(count, accepted) : accepted;
        refusedAt = at;
        shortPause = pause <= SHORT_PAUSE;
        acceptedSince = false;
        boolean obvious = accepted >= MUCH && (again || !shortPause);
        return obvious || like || episodes >= ENOUGH_EPISODES;
    }

    /** A request was accepted that had left before the refusal came. */
    void acceptedLate() {
        count += count > 0 ? 1 : 0;
    }

    /**
     * A request was accepted that left after the refusal.
     *
     * @param within how many were accepted in the last window's time; it may be spread over two windows of the server
     */
    void accepted(int within) {
        acceptedSince = true;
        if (shortPause || within > 2 * count + 1) {
            clear();
        }
    }

    void clear() {
        count = 0;
        episodes = 0;
        acceptedSince = false;
    }

    /** Whether so many accepted requests are about as many as before the refusal. */
    boolean isAbout(int accepted) {
        return count > 0 && Math.abs(count - accepted) <= Math.max(1, Math.max(count, accepted) / 4);
    }
}
