package io.github.camelaudience.launchdarkly.core.ledger;

import java.time.Duration;

/**
 * Says how long a claim lasts, and when what was sent is looked at again. All processes that share a ledger should have the same.
 *
 * @param hold        how long a claim keeps others away; default {@code responseTimeout} + 15 s
 * @param sendWithin  how long after the claim a request may still be written, so that its answer comes or is given up while the claim
 *                    lasts; default 10 s
 * @param settleAfter after what time a request without an answer has no effect any more; default 5 min. LaunchDarkly does not say how
 *                    long that is
 */
public record LedgerTimes(Duration hold, Duration sendWithin, Duration settleAfter) {

    private static final Duration SEND_WITHIN = Duration.ofSeconds(10);
    private static final Duration SPARE = Duration.ofSeconds(5);
    private static final Duration SETTLE_AFTER = Duration.ofMinutes(5);

    /**
     * Checks that the times go together.
     *
     * @throws IllegalArgumentException when they do not
     */
    public LedgerTimes {
        if (sendWithin.isNegative() || sendWithin.isZero()) {
            throw new IllegalArgumentException("sendWithin must be more than 0 but was: " + sendWithin);
        }
        if (hold.compareTo(sendWithin) <= 0) {
            throw new IllegalArgumentException("a claim must last longer than a request may wait for it: hold is "
                    + hold + ", sendWithin " + sendWithin);
        }
        if (settleAfter.compareTo(hold) <= 0) {
            throw new IllegalArgumentException("settleAfter must be longer than a claim lasts, which is " + hold
                    + ", but was: " + settleAfter + "; use 5m, or longer if answers take long");
        }
    }

    /** Gives the defaults for requests that are given up after {@code responseTimeout}. */
    public static LedgerTimes of(Duration responseTimeout) {
        return of(responseTimeout, SETTLE_AFTER);
    }

    /** Gives the times for requests that are given up after {@code responseTimeout} and have no effect {@code settleAfter} their claim. */
    public static LedgerTimes of(Duration responseTimeout, Duration settleAfter) {
        return new LedgerTimes(holdFor(responseTimeout), SEND_WITHIN, settleAfter);
    }

    /** Tells how long a claim lasts for requests that are given up after {@code responseTimeout}. */
    public static Duration holdFor(Duration responseTimeout) {
        return responseTimeout.plus(SEND_WITHIN).plus(SPARE);
    }
}
