package io.github.camelaudience.launchdarkly.core.delivery.pacing;

import io.github.camelaudience.launchdarkly.core.launchdarkly.RateFacts;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Keeps requests within what LaunchDarkly allows (rule D21): by what its answers announce, else by what its refusals
 * teach, and never before the time it asked for. One limiter per host and token; several senders share it.
 *
 * <p>Every permit is followed by exactly one of {@link #answered}, {@link #unanswered} and {@link #cancelled}. No wait is longer than
 * that of its {@link Entrance}, and after so long some caller there gets a permit, whatever the server said and whatever was lost.
 *
 * <p>Local time is in milliseconds, of one clock for all methods. It need not agree with the server's, which is
 * measured. It should not step; when it is set back, the limiter starts its window anew.
 *
 * <p>Thread-safe: all state is guarded by the limiter itself, and no method blocks.
 */
public final class RateLimiter {

    /** Bounds every wait unless told otherwise: 30 s. */
    public static final Duration DEFAULT_MAX_WAIT = Duration.ofSeconds(30);

    private static final long WINDOW = AnnouncedAllowance.WINDOW;
    private static final long NEVER = Long.MIN_VALUE / 4;
    /** Spreads clients that wait for the same end of a window. */
    private static final double JITTER = 200;
    /** A wait that an answer may shorten is not longer than this. */
    private static final long ASK_AGAIN = 500;
    /** After a refusal one request tries the way; who else asks meanwhile comes back after this time. */
    private static final long ASK_AGAIN_SOON = 50;
    /** Least wait after a refusal, doubled for each further one without an accepted request between. */
    private static final long LEAST_WAIT = 250;

    private static final int MAX_DOUBLINGS = 6;
    /** Seconds that are rounded down ask for up to this much too little. */
    private static final long MOST_SHORTFALL = 1_000;
    /** A date has whole seconds, rounded down. */
    private static final long DATE_RESOLUTION = 999;
    /** A reset this long before the request left still is believed. */
    private static final long RESET_TOLERANCE = 1_000;
    /** Threads read the clock before they reach the limiter, so it seems to go back a little. */
    private static final long CLOCK_TOLERANCE = 1_000;

    /** The longest wait of any entrance. */
    private long maxWait;

    private final Entrance common;

    private AnnouncedAllowance announced = new AnnouncedAllowance();
    private final LearnedAllowance learned = new LearnedAllowance();
    private ServerClock clock = ServerClock.UNKNOWN;

    private long latest = NEVER;
    private int inFlight;
    private long lastGrantAt = NEVER;
    /** Counts what lets every wait begin anew. */
    private long beginnings;

    private long blockedUntil = NEVER;
    /** After a refusal, until a request that left later is accepted. */
    private boolean cautious;

    private int refusalsInRow;
    private long firstRefusalAt;
    private long lastRefusalAt = NEVER;
    /** What the server's own waits proved too short by. */
    private long shortfall;

    private long throttled;

    /** Makes a limiter with {@link #DEFAULT_MAX_WAIT}. */
    public RateLimiter() {
        this(DEFAULT_MAX_WAIT);
    }

    /**
     * Makes a limiter that lets everything through until an answer says otherwise.
     *
     * @param maxWait no wait is longer, whatever the server says
     */
    public RateLimiter(Duration maxWait) {
        if (maxWait.toMillis() < 1) {
            throw new IllegalArgumentException("maxWait must be at least 1 ms but was " + maxWait);
        }
        this.common = entrance(maxWait);
    }

    /**
     * Makes the way in of one sender, whose waits are its own: those who share a limiter may differ in how long they wait at most.
     *
     * @param longestWait no wait is longer, whatever the server says; what the server says is remembered for the most patient
     */
    public final Entrance entrance(Duration longestWait) {
        Entrance entrance = new Entrance(longestWait.toMillis());
        synchronized (this) {
            maxWait = Math.max(maxWait, entrance.longest);
        }
        return entrance;
    }

    /** Admits the requests of one sender; see {@link #entrance}. Guarded by its limiter. */
    public final class Entrance {
        private final long longest;
        /** When a caller was first sent away since the last permit. */
        private long waitingSince = NEVER;

        private long beginning;

        private Entrance(long longest) {
            this.longest = longest;
        }

        /**
         * Asks for one permit.
         *
         * @return 0: taken, go now; otherwise how many milliseconds to wait before asking again
         */
        public long reserve(long now) {
            return RateLimiter.this.reserve(now, this);
        }

        private long bound(long wait, long time) {
            if (beginning != beginnings) {
                beginning = beginnings;
                waitingSince = NEVER;
            }
            if (waitingSince == NEVER) {
                waitingSince = time;
            }
            return Math.min(wait, waitingSince + longest - time);
        }
    }

    /**
     * Asks for one permit.
     *
     * @return 0: taken, go now; otherwise how many milliseconds to wait before asking again, at most {@code maxWait}
     */
    public long reserve(long now) {
        return common.reserve(now);
    }

    private synchronized long reserve(long now, Entrance entrance) {
        long time = advanceTo(now);
        long wait = untilNext(time);
        if (wait > 0) {
            wait = entrance.bound(wait, time);
        }
        if (wait > 0) {
            return wait;
        }
        inFlight++;
        lastGrantAt = time;
        entrance.waitingSince = NEVER;
        learned.granted(time);
        return 0;
    }

    /**
     * Gives a permit back: the request was answered.
     *
     * @param facts      what the answer said about rate and time
     * @param refused    whether it was refused for its rate (429)
     * @param sentAt     local time when the request left
     * @param receivedAt local time when the answer came
     * @param random     uniform, from 0 to 1
     */
    public synchronized void answered(RateFacts facts, boolean refused, long sentAt, long receivedAt, double random) {
        advanceTo(receivedAt);
        inFlight = Math.max(0, inFlight - 1);
        if (facts.dateEpochMillis().isPresent()) {
            clock = clock.observe(facts.dateEpochMillis().getAsLong(), sentAt, receivedAt);
        }
        long jitter = (long) (JITTER * random);
        OptionalLong resetAt = credibleReset(facts, sentAt, receivedAt);
        boolean explained = refused && isExplained(facts);
        if (facts.remaining().isPresent()) {
            OptionalLong reset = resetAt.isPresent() ? facts.resetEpochMillis() : OptionalLong.empty();
            long endsAt = resetAt.orElse(receivedAt + WINDOW) + jitter;
            long remaining = Math.min(facts.remaining().getAsLong(), Integer.MAX_VALUE);
            announced.read(
                    new AnnouncedAllowance.Reading(remaining, reset, endsAt, sentAt, receivedAt, !refused), inFlight);
        } else if (announced.isWithdrawn(receivedAt)) {
            announced = new AnnouncedAllowance();
        }
        if (refused) {
            refused(sentAt, receivedAt);
        } else {
            learned.accepted(sentAt, receivedAt);
            if (sentAt >= lastRefusalAt) {
                cautious = false;
                refusalsInRow = 0;
            }
        }
        long wait = waitAsked(facts, refused ? resetAt : OptionalLong.empty(), refused, receivedAt);
        if (refused && !explained) {
            learned.refused(sentAt, receivedAt, wait);
        }
        if (wait > 0) {
            block(receivedAt, wait + jitter);
        }
    }

    /** Gives a permit back that was not used. */
    public synchronized void cancelled(long now) {
        long time = advanceTo(now);
        inFlight = Math.max(0, inFlight - 1);
        learned.cancelled(time);
    }

    /** Gives a permit back: there was no answer, and the request may or may not have been counted. */
    public synchronized void unanswered(long sentAt, long failedAt) {
        advanceTo(failedAt);
        inFlight = Math.max(0, inFlight - 1);
        announced.lost(failedAt);
    }

    /** Tells what the limiter stands at. */
    public synchronized RateLimiterState state(long now) {
        long time = advanceTo(now);
        OptionalLong limit = OptionalLong.empty();
        OptionalLong remaining = OptionalLong.empty();
        if (announced.isKnown()) {
            limit = OptionalLong.of(announced.limit());
            remaining = OptionalLong.of(announced.left(time, inFlight));
        }
        if (learned.isKnown()) {
            limit = OptionalLong.of(Math.min(limit.orElse(Long.MAX_VALUE), learned.limit()));
            remaining = OptionalLong.of(Math.min(remaining.orElse(Long.MAX_VALUE), learned.left(time)));
        }
        OptionalLong waitingUntil = blockedUntil > time ? OptionalLong.of(blockedUntil) : OptionalLong.empty();
        return new RateLimiterState(limit, remaining, inFlight, waitingUntil, throttled);
    }

    private long untilNext(long now) {
        long blocked = Math.max(0, blockedUntil - now);
        if (blocked == 0 && inFlight > 0 && (cautious || learned.isAtSuspectedLimit(now))) {
            return ASK_AGAIN_SOON;
        }
        long paced = Math.max(announced.untilNext(now, lastGrantAt, inFlight), learned.untilNext(now, lastGrantAt));
        return Math.max(blocked, inFlight > 0 ? Math.min(paced, ASK_AGAIN) : paced);
    }

    private void refused(long sentAt, long receivedAt) {
        throttled++;
        if (sentAt >= lastRefusalAt) {
            refusalsInRow++;
            if (refusalsInRow == 1) {
                firstRefusalAt = receivedAt;
            }
        }
        lastRefusalAt = receivedAt;
        cautious = true;
    }

    /** A limit that was announced explains a refusal when it is used up; otherwise there is one that is not announced. */
    private boolean isExplained(RateFacts facts) {
        if (facts.remaining().isPresent()) {
            return facts.remaining().getAsLong() == 0;
        }
        return announced.isKnown() && announced.left(latest, inFlight) <= announced.limit() / 10;
    }

    /** Local time of the reset, when the server's clock is known and the time makes sense. */
    private OptionalLong credibleReset(RateFacts facts, long sentAt, long receivedAt) {
        if (facts.resetEpochMillis().isEmpty() || !clock.isKnown()) {
            return OptionalLong.empty();
        }
        long at = clock.localTimeAfter(facts.resetEpochMillis().getAsLong());
        return at >= sentAt - RESET_TOLERANCE && at - receivedAt <= maxWait
                ? OptionalLong.of(at)
                : OptionalLong.empty();
    }

    private long waitAsked(RateFacts facts, OptionalLong resetAt, boolean refused, long now) {
        boolean told = resetAt.isPresent();
        long asked = Math.max(0, resetAt.orElse(now) - now);
        if (facts.retryAfterMillis().isPresent()) {
            told = true;
            asked = Math.max(asked, Math.min(facts.retryAfterMillis().getAsLong(), maxWait));
        } else if (facts.retryAfterEpochMillis().isPresent()) {
            long date = facts.retryAfterEpochMillis().getAsLong() + DATE_RESOLUTION;
            long wait = (clock.isKnown() ? clock.localTimeAfter(date) : date) - now;
            told |= wait > 0;
            asked = Math.max(asked, Math.min(wait, maxWait));
        }
        return refused ? waitAfterRefusal(told, asked, now) : asked;
    }

    private long waitAfterRefusal(boolean told, long asked, long now) {
        if (refusalsInRow <= 1) {
            return told ? Math.max(LEAST_WAIT, asked + shortfall) : LEAST_WAIT;
        }
        if (told) { // and yet it was too short the last time
            shortfall = Math.min(MOST_SHORTFALL, shortfall + LEAST_WAIT);
            long doubled = LEAST_WAIT << Math.min(refusalsInRow - 1, MAX_DOUBLINGS);
            return Math.max(asked + shortfall, Math.min(WINDOW, doubled));
        }
        long windowEnds = firstRefusalAt + WINDOW;
        return windowEnds > now ? windowEnds - now : WINDOW;
    }

    private void block(long now, long wait) {
        blockedUntil = Math.max(blockedUntil, now + Math.min(wait, maxWait));
        beginnings++;
        if (wait > LEAST_WAIT + JITTER) {
            learned.blocked(now, blockedUntil);
        }
    }

    private long advanceTo(long now) {
        if (latest != NEVER && now < latest - CLOCK_TOLERANCE) {
            clockWasSet(now);
        }
        latest = Math.max(latest, now);
        return latest;
    }

    private void clockWasSet(long now) {
        latest = now;
        clock = ServerClock.UNKNOWN;
        blockedUntil = Math.min(blockedUntil, now + maxWait);
        beginnings++;
        lastGrantAt = Math.min(lastGrantAt, now);
        lastRefusalAt = Math.min(lastRefusalAt, now);
        firstRefusalAt = Math.min(firstRefusalAt, now);
        announced.clockWasSet(now);
        learned.clockWasSet(now);
    }
}
