package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import java.util.Objects;

/**
 * How many members in a row were refused alone and in the same way, with nothing accepted between. When there are many, it
 * is hardly the members: a wrong environment, for example, refuses all of them, and asking for each costs two requests per
 * member. Immutable.
 *
 * @param status of the refusals
 * @param code   of the refusals, or {@code null}
 * @param length how many
 */
record RefusalStreak(int status, String code, int length) {

    static final RefusalStreak NONE = new RefusalStreak(ApiOutcome.NO_ANSWER, null, 0);

    /** From here on a spot check decides about a whole batch. */
    static final int SUSPICIOUS = 100;

    /** One more member was refused alone. */
    RefusalStreak and(ApiOutcome refusal) {
        return isLike(refusal)
                ? new RefusalStreak(status, code, Math.min(SUSPICIOUS, length + 1))
                : new RefusalStreak(refusal.status(), refusal.error().code(), 1);
    }

    /** Whether this refusal is probably not about a member either. */
    boolean explains(ApiOutcome refusal) {
        return length >= SUSPICIOUS && isLike(refusal);
    }

    private boolean isLike(ApiOutcome refusal) {
        return status == refusal.status()
                && Objects.equals(code, refusal.error().code());
    }
}
