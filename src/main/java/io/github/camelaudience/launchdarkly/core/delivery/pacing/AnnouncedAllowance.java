package io.github.camelaudience.launchdarkly.core.delivery.pacing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;

/**
 * How many requests the server still allows in the window of one of its limits, by what it announces. The lowest reading of a
 * window less the requests in flight is never too many, whatever the order in which answers come back, and less those whose
 * answers said nothing of this limit. Guarded by its limiter.
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
     * What one answer said of this limit.
     *
     * @param remaining  what the server had left
     * @param limit      what it allows per window, empty when it did not say
     * @param reset      end of the window by the server's clock, empty when it cannot be believed
     * @param resetAt    local time when that has surely passed; of no meaning without a reset
     * @param shared     whether the reset may be that of another limit
     * @param sentAt     local time when the request left
     * @param receivedAt local time when the answer came
     * @param jitter     is added to the end of the window
     * @param counted    whether the server counted the request; it does not count what it refuses
     */
    record Reading(
            long remaining,
            OptionalLong limit,
            OptionalLong reset,
            long resetAt,
            boolean shared,
            long sentAt,
            long receivedAt,
            long jitter,
            boolean counted) {

        /** Local time when the window has surely ended. */
        private long endsAt() {
            return (reset.isPresent() ? resetAt : receivedAt + WINDOW) + jitter;
        }

        private Reading withoutReset() {
            return new Reading(
                    remaining, limit, OptionalLong.empty(), resetAt, false, sentAt, receivedAt, jitter, counted);
        }
    }

    /** For so many windows after the last request of another client, one permit is kept for the next. */
    private static final int OTHERS_MEMORY = 25;

    /** So many answers in a row, for longer than a window, that announce nothing at all show that there is no limit any more. */
    private static final int SILENT_ANSWERS = 10;
    /** A limit is forgotten, too, when answers told of others only for so many windows. */
    private static final int PASSED_OVER_WINDOWS = 30;
    /** A shared reset that turned out to be another limit's is not looked at for so many windows, doubled each time. */
    private static final int FIRST_DOUBT = 16;

    private static final int LONGEST_DOUBT = 1 << 16;
    /** Of smaller limits little is left in a new window, too. */
    private static final int LEAST_TELLING_LIMIT = 3;

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
    /** The lowest reading of the window before the one that was only assumed to have begun. */
    private long lowestBefore;

    private long answered;
    /** When the requests ended of which no answer told, and which may have been counted since the lowest reading. */
    private final Deque<Long> untold = new ArrayDeque<>();

    private long doubtedUntil = NONE;
    private long doubtWindows = FIRST_DOUBT;
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
        return Math.max(0, lowest - inFlight - untold.size() - keptForOthers(now, inFlight));
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

    /** Local time when the window has surely ended. */
    long endsAt() {
        return endsAt;
    }

    /** Whether a reset that may be another limit's has turned out to be so. */
    boolean isResetDoubted(long now) {
        return now < doubtedUntil;
    }

    /** An answer told of no limit at all; says whether enough of them, for long enough, show that there is none any more. */
    boolean isWithdrawn(long receivedAt) {
        return known && ++silentAnswers >= SILENT_ANSWERS && receivedAt - readAt >= WINDOW;
    }

    /** An answer told of other limits only; says whether this one has not been heard of for so long that it is gone. */
    boolean isPassedOver(long receivedAt) {
        silentAnswers = 0;
        return known && receivedAt - readAt >= PASSED_OVER_WINDOWS * WINDOW;
    }

    void read(Reading told, int inFlight) {
        silentAnswers = 0;
        readAt = told.receivedAt;
        enterWindowOf(told.receivedAt);
        if (told.shared && !isResetDoubted(told.receivedAt) && contradicts(told)) {
            doubtedUntil = told.receivedAt + WINDOW * doubtWindows;
            doubtWindows = Math.min(LONGEST_DOUBT, 2 * doubtWindows);
            reset = NONE;
        }
        Reading reading = told.shared && isResetDoubted(told.receivedAt) ? told.withoutReset() : told;
        if (opensWindow(reading)) {
            rememberOthers(others(inFlight));
            limit = Math.max(reading.remaining + 1, limit - Math.max(1, limit / LIMIT_MEMORY));
            openedAt = reading.receivedAt;
            openerSentAt = reading.sentAt;
            reset = reading.reset.orElse(NONE);
            endsAt = reading.endsAt();
            known = true;
            assumed = false;
            highest = reading.remaining + (reading.counted ? 1 : 0);
            lowest = reading.remaining;
            lowestAt = reading.receivedAt;
            forgetUntold(reading.sentAt);
            answered = untold.size() + (reading.counted ? 1 : 0);
        } else if (!isStale(reading, inFlight)) {
            answered += reading.counted ? 1 : 0;
            highest = Math.max(highest, reading.remaining + (reading.counted ? 1 : 0));
            limit = Math.max(limit, highest);
            forgetUntold(reading.sentAt);
            if (reading.remaining < lowest) {
                lowest = reading.remaining;
                lowestAt = reading.receivedAt;
            }
            if (reading.reset.isPresent()) {
                endsAt = reading.endsAt(); // the server's clock is known better with every answer
            } else if (answered > highest - lowest) {
                // More were answered than were counted, so some in the window before: this one opened later than we
                // thought.
                endsAt = Math.max(endsAt, reading.endsAt());
                answered = highest - lowest;
            }
        } else if (assumed && reading.reset.isEmpty()) {
            lowest = Math.max(0, lowest - 1); // may have been counted in either window
        }
        reading.limit.ifPresent(announced -> limit = announced);
    }

    /** A request got no answer, or one that says nothing of this limit: it may have been counted, and only a later one tells. */
    void untold(long at) {
        enterWindowOf(at);
        answered++;
        if (known && untold.size() < lowest) { // otherwise nothing is left already
            untold.addLast(at);
        }
    }

    /** What ended before this request left is in what its answer says. */
    private void forgetUntold(long sentAt) {
        while (!untold.isEmpty() && untold.peekFirst() <= sentAt) {
            untold.removeFirst();
        }
    }

    /** The clock was set: nothing may last longer than it could have from now on. */
    void clockWasSet(long now) {
        endsAt = Math.min(endsAt, now + WINDOW);
        readAt = Math.min(readAt, now);
        openedAt = now;
        lowestAt = now;
        untold.clear();
        doubtedUntil = Math.min(doubtedUntil, now);
    }

    private void enterWindowOf(long now) {
        if (known && now >= endsAt) {
            rememberOthers(others(0));
            openedAt = endsAt;
            endsAt += WINDOW * (1 + (now - endsAt) / WINDOW);
            lowestBefore = assumed ? limit : lowest;
            assumed = true;
            lowest = limit;
            untold.clear();
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

    /**
     * Whether the reset must be another limit's: for requests that left one after the other, within one window what is left only goes
     * down, a reset never goes back, and where a new window begins much is left.
     */
    private boolean contradicts(Reading reading) {
        if (!known || reading.reset.isEmpty() || reset == NONE) {
            return false;
        }
        long later = reading.reset.getAsLong() - reset;
        if (later > SAME_RESET) {
            long before = assumed ? lowestBefore : lowest;
            return reading.sentAt >= lowestAt
                    && limit >= LEAST_TELLING_LIMIT
                    && reading.remaining <= before
                    && 2 * before < limit;
        }
        if (assumed) {
            return false;
        }
        return later < -SAME_RESET
                ? reading.sentAt >= openedAt
                : reading.remaining > lowest && reading.sentAt >= lowestAt;
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
