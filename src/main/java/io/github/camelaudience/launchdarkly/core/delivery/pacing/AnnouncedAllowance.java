package io.github.camelaudience.launchdarkly.core.delivery.pacing;

import java.util.OptionalLong;

/**
 * How many requests the server still allows in its window, by what it announces. The lowest reading of a window less
 * the requests in flight is never too many, whatever the order in which answers come back. Guarded by its limiter.
 */
final class AnnouncedAllowance {

    /** LaunchDarkly counts per ten seconds (its API description, rate limiting). */
    static final long WINDOW = 10_000;

    private static final long NONE = Long.MIN_VALUE;
    /** Resets that differ by less mean the same window: several servers have several clocks. */
    private static final long SAME_RESET = 1_000;
    /** The highest limit seen is forgotten by one in so many per window. */
    private static final long LIMIT_MEMORY = 8;

    /**
     * One answer.
     *
     * @param remaining  what the server had left
     * @param reset      end of the window by the server's clock, empty when it cannot be believed
     * @param endsAt     local time when the window has surely ended
     * @param sentAt     local time when the request left
     * @param receivedAt local time when the answer came
     * @param counted    whether the server counted the request; it does not count what it refuses
     */
    record Reading(long remaining, OptionalLong reset, long endsAt, long sentAt, long receivedAt, boolean counted) {}

    /** For so many windows after the last request of another client, one permit is kept for the next. */
    private static final int OTHERS_MEMORY = 25;

    /** So many answers in a row, for longer than a window, that announce nothing. */
    private static final int SILENT_ANSWERS = 3;

    private boolean known;
    /** The window read last has ended, and nothing was read of the next one. */
    private boolean assumed;

    private long openedAt;
    private long openerSentAt;
    private long endsAt;
    private long reset = NONE;
    private long limit;
    private long highest;
    private long lowest;
    private long lowestAt;
    private long answered;
    /** Requests that got no answer and may have been counted since the lowest reading. */
    private long lost;

    private long lostAt;
    private long othersBefore;
    private int windowsWithoutOthers = OTHERS_MEMORY;
    private long readAt;
    private int silentAnswers;

    boolean isKnown() {
        return known;
    }

    /** What a window allows, as far as it was seen. */
    long limit() {
        return limit;
    }

    /** What may still go, given how many are in flight and may or may not have been counted. */
    long left(long now, int inFlight) {
        enterWindowOf(now);
        return Math.max(0, lowest - inFlight - lost - keptForOthers(now, inFlight));
    }

    /**
     * Milliseconds until the next request may go. The first half of the allowance goes at once; the rest is spread
     * evenly over what remains of the window.
     */
    long untilNext(long now, long lastGrantAt, int inFlight) {
        if (!known) {
            return 0;
        }
        long left = left(now, inFlight);
        if (left == 0) {
            return endsAt - now;
        }
        if (2 * left >= limit) {
            return 0;
        }
        long from = Math.max(lastGrantAt, endsAt - WINDOW);
        return Math.max(0, from + (endsAt - from) / (left + 1) - now);
    }

    /** An answer announced nothing; says whether enough of them, for long enough, show that there is no limit any more. */
    boolean isWithdrawn(long receivedAt) {
        return known && ++silentAnswers >= SILENT_ANSWERS && receivedAt - readAt >= WINDOW;
    }

    void read(Reading reading, int inFlight) {
        silentAnswers = 0;
        readAt = reading.receivedAt;
        enterWindowOf(reading.receivedAt);
        if (opensWindow(reading)) {
            rememberOthers(others(inFlight));
            limit = Math.max(reading.remaining + 1, limit - Math.max(1, limit / LIMIT_MEMORY));
            openedAt = reading.receivedAt;
            openerSentAt = reading.sentAt;
            reset = reading.reset.orElse(NONE);
            endsAt = reading.endsAt;
            known = true;
            assumed = false;
            highest = reading.remaining + (reading.counted ? 1 : 0);
            lowest = reading.remaining;
            lowestAt = reading.receivedAt;
            forgetLost(reading.sentAt);
            answered = reading.counted ? 1 : 0;
        } else if (!isStale(reading, inFlight)) {
            answered += reading.counted ? 1 : 0;
            highest = Math.max(highest, reading.remaining + (reading.counted ? 1 : 0));
            limit = Math.max(limit, highest);
            forgetLost(reading.sentAt);
            if (reading.remaining < lowest) {
                lowest = reading.remaining;
                lowestAt = reading.receivedAt;
            }
            if (reading.reset.isPresent()) {
                endsAt = reading.endsAt; // the server's clock is known better with every answer
            } else if (answered > highest - lowest) {
                // More were answered than were counted, so some in the window before: this one opened later than we
                // thought.
                endsAt = Math.max(endsAt, reading.endsAt);
                answered = highest - lowest;
            }
        } else if (assumed && reading.reset.isEmpty()) {
            lowest = Math.max(0, lowest - 1); // may have been counted in either window
        }
    }

    /** A request got no answer: the server may have counted it, and only a request sent later tells. */
    void lost(long failedAt) {
        lost++;
        lostAt = failedAt;
        answered++;
    }

    /** The clock was set: nothing may last longer than it could have from now on. */
    void clockWasSet(long now) {
        endsAt = Math.min(endsAt, now + WINDOW);
        readAt = Math.min(readAt, now);
        openedAt = now;
        lowestAt = now;
        lostAt = now;
    }

    private void enterWindowOf(long now) {
        if (known && now >= endsAt) {
            rememberOthers(others(0));
            openedAt = endsAt;
            endsAt += WINDOW * (1 + (now - endsAt) / WINDOW);
            assumed = true;
            lowest = limit;
            lost = 0;
            highest = 0;
            answered = 0;
        }
    }

    private boolean opensWindow(Reading reading) {
        if (!known) {
            return true;
        }
        if (reading.reset.isPresent() && reset != NONE) {
            long later = reading.reset.getAsLong() - reset;
            if (later > SAME_RESET) {
                return true;
            }
            // Only a clock that was set, or a window that has not ended when we thought so, explains these.
            return (assumed || later < -SAME_RESET) && reading.sentAt >= openedAt;
        }
        if (assumed) {
            return reading.sentAt >= openedAt;
        }
        return reading.remaining > lowest && reading.sentAt >= lowestAt;
    }

    private boolean isStale(Reading reading, int inFlight) {
        if (assumed) {
            return true;
        }
        if (reading.reset.isPresent() && reset != NONE) {
            return reading.reset.getAsLong() < reset - SAME_RESET;
        }
        // Under way when the window opened, and further down than our own requests can have brought it since.
        return reading.sentAt < openerSentAt && lowest - reading.remaining > inFlight + answered + 1;
    }

    /** Requests that were counted in this window and surely are not ours: the account has other clients. */
    private long others(int inFlight) {
        return assumed ? 0 : Math.max(0, highest - lowest - answered - inFlight);
    }

    private void forgetLost(long sentAt) {
        if (sentAt > lostAt) {
            lost = 0;
        }
    }

    private void rememberOthers(long seen) {
        if (!assumed) {
            windowsWithoutOthers = seen > 0 ? 0 : Math.min(OTHERS_MEMORY, windowsWithoutOthers + 1);
        }
        long faded = Math.max(othersBefore * 3 / 4, windowsWithoutOthers < OTHERS_MEMORY ? 1 : 0);
        othersBefore = Math.max(seen, faded);
    }

    private long keptForOthers(long now, int inFlight) {
        long perWindow = Math.max(othersBefore, others(inFlight));
        if (perWindow == 0) {
            return 0;
        }
        long expected = (perWindow * Math.max(0, endsAt - now) + WINDOW - 1) / WINDOW;
        return Math.min(limit / 2, Math.max(1, expected));
    }
}
