package io.github.camelaudience.launchdarkly.core.delivery;

/**
 * A silence after an answer that is about all changes and no single one: a refusal of the access token (rule D22), or
 * something else than LaunchDarkly's API at its address (rule D28). For a while nothing is sent; then there is one request at
 * a time, until an answer is about something else. Not thread-safe: guarded by the lock of {@link BatchSender}.
 */
final class Hold {

    private boolean inDoubt;
    private DeliveryFailure cause;
    private long silentUntil;
    private long firstSince;

    /**
     * Nothing is held.
     *
     * @param inDoubt whether there is one request at a time all the same, so that a wrong token costs one
     */
    Hold(boolean inDoubt) {
        this.inDoubt = inDoubt;
    }

    /** Only one request may be under way. */
    boolean isInDoubt() {
        return inDoubt;
    }

    /**
     * A request is over, and its answer was not about all changes. One that was started before the hold began proves nothing.
     *
     * @param accepted whether LaunchDarkly accepted it; anything else ends the doubt only, because one audience that gets no
     *                 answer must not hold up the others
     */
    void answered(boolean accepted, long request) {
        if (cause == null || request >= firstSince) {
            inDoubt = false;
            if (accepted) {
                cause = null;
            }
        }
    }

    /** Nothing is sent until then; {@code nextRequest} is the number of the first request that has not been started yet. */
    void begin(DeliveryFailure why, long nextRequest, long until) {
        inDoubt = true;
        cause = why;
        firstSince = nextRequest;
        silentUntil = until;
    }

    /** Its silence is over; the next request finds out. Whether it had time to go. */
    boolean tryAgain(long now) {
        boolean silent = isSilent(now);
        silentUntil = now;
        return silent;
    }

    /** Nothing may be sent. */
    boolean isSilent(long now) {
        return cause != null && now < silentUntil;
    }

    /** Why it began, until a later request is accepted; or {@code null}. */
    DeliveryFailure cause() {
        return cause;
    }
}
