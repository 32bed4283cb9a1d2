package io.github.camelaudience.launchdarkly.delivery;

import io.github.camelaudience.launchdarkly.api.ApiOutcome;
import io.github.camelaudience.launchdarkly.api.Disposition;

/**
 * What the answers have shown about the access token (rule D22). Until one of them is about something else, there is one request at a
 * time, so that a wrong token costs one; once it is refused, there is none for a while. Not thread-safe: guarded by the lock
 * of {@link BatchSender}.
 */
final class TokenTrust {

    private final int maxInFlight;
    private final long coolDownMillis;

    private boolean proven;
    private ApiOutcome refusal;
    private long silentUntil;
    private long firstSince;

    TokenTrust(int maxInFlight, long coolDownMillis) {
        this.maxInFlight = maxInFlight;
        this.coolDownMillis = coolDownMillis;
    }

    /** How many requests may be under way. */
    int maxInFlight() {
        return proven ? maxInFlight : 1;
    }

    /**
     * A request is over. Whatever it came to, but a refusal of the token, ends the doubt: one audience that gets no answer
     * must not hold up the others. One that left before the token was refused proves nothing.
     */
    void answered(ApiOutcome outcome, long request) {
        boolean refused = outcome.disposition() == Disposition.UNAUTHORIZED;
        if (!refused && (refusal == null || request >= firstSince)) {
            proven = true;
            if (outcome.disposition() == Disposition.ACCEPTED) {
                refusal = null;
            }
        }
    }

    /** The token was refused; {@code nextRequest} is the number of the first request that has not left yet. */
    void refused(ApiOutcome outcome, long nextRequest, long now) {
        proven = false;
        refusal = outcome;
        firstSince = nextRequest;
        silentUntil = now + coolDownMillis;
    }

    /** Nothing may be sent. */
    boolean isSilent(long now) {
        return refusal != null && now < silentUntil;
    }

    /** The refusal, until a later request is accepted; or {@code null}. */
    ApiOutcome refusal() {
        return refusal;
    }
}
