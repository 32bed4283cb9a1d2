package io.github.camelaudience.launchdarkly.core.delivery.pacing;

import io.github.camelaudience.launchdarkly.core.delivery.pacing.RateLimiterState.Standing;
import io.github.camelaudience.launchdarkly.core.launchdarkly.RateFacts;
import io.github.camelaudience.launchdarkly.core.launchdarkly.RateScope;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Keeps requests within what LaunchDarkly allows (rule D21): by what its answers announce, else by what its refusals
 * teach, and never before the time it asked for. Account, route and access token have a limit each, with a window of its own, and
 * the tightest is obeyed; of a limit that an answer does not tell of, the request counts all the same. How many are under way at a
 * time is bounded by what was accepted and not answered so far. One limiter per host and token; several senders share it.
 *
 * <p>Every permit is followed by exactly one of {@link #answered}, {@link #unanswered} and {@link #cancelled}, at the {@link Entrance}
 * that gave it. No wait is longer than that of its entrance, and after so long some caller there gets a permit, whatever the server said
 * and whatever was lost.
 *
 * <p>Local time is in milliseconds, of one clock for all methods. It need not agree with the server's, which is
 * measured. It should not step; when it is set back, the limiter starts its window anew. Set back by less than a second it is taken for
 * that of a thread which has read it earlier, and waits are longer by as much.
 *
 * <p>Thread-safe: all state is guarded by the limiter itself, and no method blocks.
 */
public final class RateLimiter {

    /** Bounds every wait unless told otherwise: 30 s. */
    public static final Duration DEFAULT_MAX_WAIT = Duration.ofSeconds(30);

    static final long NEVER = Long.MIN_VALUE / 4;
    private static final long WINDOW = AnnouncedAllowance.WINDOW;
    private static final RateScope[] SCOPES = RateScope.values();
    /** What a sender's route is called that does not say. */
    private static final String ONLY_ROUTE = "";
    /** Spreads clients that wait for the same end of a window. */
    private static final double JITTER = 200;
    /** A wait that an answer may shorten is not longer than this. */
    private static final long ASK_AGAIN = 500;
    /** After a refusal one request tries the way; who else asks meanwhile, or while too many are under way, comes back after this time. */
    static final long ASK_AGAIN_SOON = 50;
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
    static final long CLOCK_TOLERANCE = 1_000;
    /** Larger numbers of requests are taken for this one, so that nothing overflows. */
    private static final long MOST_REQUESTS = Integer.MAX_VALUE;

    /** The longest wait of any entrance. */
    private long maxWait;

    private final Entrance common;

    private AnnouncedAllowance account = new AnnouncedAllowance();
    private AnnouncedAllowance token = new AnnouncedAllowance();
    private final Map<String, RouteAllowance> routes = new HashMap<>();
    private final LearnedAllowance learned = new LearnedAllowance();
    private final CongestionWindow congestion = new CongestionWindow();
    private ServerClock clock = ServerClock.UNKNOWN;

    private long latest = NEVER;
    private int inFlight;
    private long lastGrantAt = NEVER;
    /** Counts what lets every wait begin anew. */
    private long beginnings;

    /** Until when one who yields to nobody, and was sent away, is about to ask again. */
    private long expectedUntil = NEVER;

    private long blockedUntil = NEVER;
    private RateBound blockedBy = RateBound.PAUSE;
    /** After a refusal, until a request that left later is accepted. */
    private boolean cautious;

    private int refusalsInRow;
    private long firstRefusalAt;
    private long lastRefusalAt = NEVER;
    private long lastUnansweredAt = NEVER;
    /** What the server's own waits proved too short by. */
    private long shortfall;

    private long throttled;

    /** Makes a limiter with {@link #DEFAULT_MAX_WAIT}. */
    public RateLimiter() {
        this(DEFAULT_MAX_WAIT);
    }

    /**
     * Makes a limiter that lets everything through until an answer says otherwise, as far as not too many are under way at a time.
     *
     * @param maxWait no wait is longer, whatever the server says
     */
    public RateLimiter(Duration maxWait) {
        if (maxWait.toMillis() < 1) {
            throw new IllegalArgumentException("maxWait must be at least 1 ms but was " + maxWait);
        }
        this.common = entrance(maxWait);
    }

    /** Makes the way in of a sender that does not say by which route it sends; see {@link #entrance(Duration, String)}. */
    public Entrance entrance(Duration longestWait) {
        return entrance(longestWait, ONLY_ROUTE);
    }

    /**
     * Makes the way in of one sender, whose waits are its own: those who share a limiter may differ in how long they wait at most.
     *
     * @param longestWait no wait is longer, whatever the server says; what the server says is remembered for the most patient
     * @param route       names the route, whose requests LaunchDarkly counts by themselves; senders by one route share its limit
     */
    public Entrance entrance(Duration longestWait, String route) {
        return entrance(longestWait, route, false);
    }

    /**
     * Makes the way in of a sender that yields: as long as another one has been sent away and is about to ask again, it is sent away,
     * too. It has the bound of every entrance, so that it comes to its turn in the end.
     */
    public Entrance yieldingEntrance(Duration longestWait, String route) {
        return entrance(longestWait, route, true);
    }

    private Entrance entrance(Duration longestWait, String route, boolean yields) {
        synchronized (this) {
            Entrance entrance = new Entrance(longestWait.toMillis(), route(route), yields);
            maxWait = Math.max(maxWait, entrance.longest);
            return entrance;
        }
    }

    private RouteAllowance route(String name) {
        return routes.computeIfAbsent(name, ignored -> new RouteAllowance());
    }

    /** Tells what an answer means to the limiter, besides what its headers say. */
    public enum Reply {
        /** The request did what it should, or was refused for what it says. */
        ACCEPTED,
        /** The request was refused for its rate (429). */
        THROTTLED,
        /** The service could not do it. That is no reason to send more at a time. */
        FAILED
    }

    /** Admits the requests of one sender; see {@link #entrance}. Guarded by its limiter. */
    public final class Entrance {
        private final long longest;
        private final RouteAllowance route;
        private final boolean yields;
        /** When a caller was first sent away since the last permit. */
        private long waitingSince = NEVER;

        private long beginning;

        private Entrance(long longest, RouteAllowance route, boolean yields) {
            this.longest = longest;
            this.route = route;
            this.yields = yields;
        }

        /**
         * Asks for one permit.
         *
         * @return 0: taken, go now; otherwise how many milliseconds to wait before asking again, or until a request has ended
         */
        public long reserve(long now) {
            return RateLimiter.this.reserve(now, this);
        }

        /**
         * Gives a permit back: the request was answered.
         *
         * @param facts      what the answer said about rate and time
         * @param reply      what it means besides
         * @param sentAt     local time when the request left
         * @param receivedAt local time when the answer came
         * @param random     uniform, from 0 to 1
         */
        public void answered(RateFacts facts, Reply reply, long sentAt, long receivedAt, double random) {
            RateLimiter.this.answered(facts, reply, sentAt, receivedAt, random, route);
        }

        /**
         * Gives a permit back: there was no answer, and the request may or may not have been counted.
         *
         * @param sentAt   local time when the request left
         * @param failedAt local time when it was given up
         */
        public void unanswered(long sentAt, long failedAt) {
            RateLimiter.this.unanswered(sentAt, failedAt, route);
        }

        /** Gives a permit back that was not used. */
        public void cancelled(long now) {
            RateLimiter.this.cancelled(now, route);
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
     * Asks for one permit, by the entrance that all share who have none of their own.
     *
     * @return 0: taken, go now; otherwise how many milliseconds to wait before asking again, at most {@code maxWait}
     */
    public long reserve(long now) {
        return common.reserve(now);
    }

    /** Gives a permit of {@link #reserve} back: the request was answered, and refused for its rate or not. */
    public void answered(RateFacts facts, boolean refused, long sentAt, long receivedAt, double random) {
        common.answered(facts, refused ? Reply.THROTTLED : Reply.ACCEPTED, sentAt, receivedAt, random);
    }

    /** Gives a permit of {@link #reserve} back that was not used. */
    public void cancelled(long now) {
        common.cancelled(now);
    }

    /** Gives a permit of {@link #reserve} back: there was no answer, and the request may or may not have been counted. */
    public void unanswered(long sentAt, long failedAt) {
        common.unanswered(sentAt, failedAt);
    }

    private synchronized long reserve(long now, Entrance entrance) {
        long time = advanceTo(now);
        RouteAllowance route = entrance.route;
        learned.wanted(time, lastGrantAt);
        long wait = hold(time, route).millis;
        if (wait == 0 && entrance.yields && time <= expectedUntil) {
            wait = ASK_AGAIN_SOON;
        }
        if (wait > 0) {
            wait = entrance.bound(wait, time);
        }
        if (wait > 0) {
            expectedUntil = entrance.yields ? expectedUntil : Math.max(expectedUntil, time + wait + ASK_AGAIN_SOON);
            return wait;
        }
        expectedUntil = entrance.yields ? expectedUntil : NEVER;
        inFlight++;
        route.inFlight++;
        lastGrantAt = time;
        route.lastGrantAt = time;
        entrance.waitingSince = NEVER;
        learned.granted(time);
        congestion.granted(inFlight);
        return 0;
    }

    private synchronized void answered(
            RateFacts facts, Reply reply, long sentAt, long receivedAt, double random, RouteAllowance route) {
        advanceTo(receivedAt);
        boolean refused = reply == Reply.THROTTLED;
        giveBack(route);
        if (facts.dateEpochMillis().isPresent()) {
            clock = clock.observe(facts.dateEpochMillis().getAsLong(), sentAt, receivedAt);
        }
        long jitter = (long) (JITTER * random);
        boolean explained = refused && isExplained(facts, route);
        for (RateScope scope : SCOPES) {
            read(scope, facts, route, sentAt, receivedAt, jitter, refused);
        }
        if (refused) {
            refused(sentAt, receivedAt);
        } else {
            learned.accepted(sentAt, receivedAt);
            if (sentAt >= lastRefusalAt) {
                cautious = false;
                refusalsInRow = 0;
                if (reply == Reply.ACCEPTED) {
                    congestion.accepted(inFlight);
                }
            }
        }
        RateScope blame = refused ? blame(facts, route, sentAt, receivedAt) : null;
        long wait = waitAsked(facts, route, refused, sentAt, receivedAt);
        if (refused && !explained) {
            learned.refused(sentAt, receivedAt, wait);
        }
        if (wait > 0) {
            block(receivedAt, wait + jitter, blame, route);
        }
    }

    private void read(
            RateScope scope,
            RateFacts facts,
            RouteAllowance route,
            long sentAt,
            long receivedAt,
            long jitter,
            boolean refused) {
        AnnouncedAllowance allowance = allowance(scope, route);
        RateFacts.Quota quota = facts.of(scope);
        if (quota.remaining().isPresent()) {
            OptionalLong resetAt = credibleReset(quota, sentAt, receivedAt);
            boolean shared = scope != RateScope.TOKEN
                    && facts.account().remaining().isPresent()
                    && facts.route().remaining().isPresent();
            allowance.read(
                    new AnnouncedAllowance.Reading(
                            Math.min(quota.remaining().getAsLong(), MOST_REQUESTS),
                            atMost(quota.limit()),
                            resetAt.isPresent() ? quota.resetEpochMillis() : OptionalLong.empty(),
                            resetAt.orElse(receivedAt),
                            shared,
                            sentAt,
                            receivedAt,
                            jitter,
                            !refused),
                    inFlight(scope, route));
            return;
        }
        if (!refused) {
            allowance.untold(receivedAt);
        }
        boolean gone =
                facts.remaining().isPresent() ? allowance.isPassedOver(receivedAt) : allowance.isWithdrawn(receivedAt);
        if (gone) {
            forget(scope, route);
        }
    }

    private static OptionalLong atMost(OptionalLong limit) {
        return limit.isEmpty() ? limit : OptionalLong.of(Math.min(limit.getAsLong(), MOST_REQUESTS));
    }

    private AnnouncedAllowance allowance(RateScope scope, RouteAllowance route) {
        return switch (scope) {
            case ACCOUNT -> account;
            case ROUTE -> route.announced;
            case TOKEN -> token;
        };
    }

    private void forget(RateScope scope, RouteAllowance route) {
        switch (scope) {
            case ACCOUNT -> account = new AnnouncedAllowance();
            case ROUTE -> route.announced = new AnnouncedAllowance();
            case TOKEN -> token = new AnnouncedAllowance();
        }
    }

    private int inFlight(RateScope scope, RouteAllowance route) {
        return scope == RateScope.ROUTE ? route.inFlight : inFlight;
    }

    private synchronized void cancelled(long now, RouteAllowance route) {
        long time = advanceTo(now);
        giveBack(route);
        learned.cancelled(time);
    }

    private synchronized void unanswered(long sentAt, long failedAt, RouteAllowance route) {
        advanceTo(failedAt);
        if (sentAt >= lastUnansweredAt) {
            congestion.unanswered(inFlight);
            lastUnansweredAt = failedAt;
        }
        giveBack(route);
        for (RateScope scope : SCOPES) {
            allowance(scope, route).untold(failedAt);
        }
    }

    private void giveBack(RouteAllowance route) {
        inFlight = Math.max(0, inFlight - 1);
        route.inFlight = Math.max(0, route.inFlight - 1);
    }

    /** Tells what the limiter stands at for senders that do not say by which route they send. */
    public RateLimiterState state(long now) {
        return state(now, ONLY_ROUTE);
    }

    /** Tells what the limiter stands at for senders by this route. */
    public synchronized RateLimiterState state(long now, String routeName) {
        long time = advanceTo(now);
        RouteAllowance route = route(routeName);
        OptionalLong limit = OptionalLong.empty();
        OptionalLong remaining = OptionalLong.empty();
        long waitingUntil = Math.max(blockedUntil, route.blockedUntil);
        for (RateScope scope : SCOPES) {
            AnnouncedAllowance allowance = allowance(scope, route);
            if (allowance.isKnown()) {
                long left = allowance.left(time, inFlight(scope, route));
                if (remaining.isEmpty() || left < remaining.getAsLong()) {
                    limit = OptionalLong.of(allowance.limit());
                    remaining = OptionalLong.of(left);
                }
                waitingUntil = Math.max(waitingUntil, left == 0 ? allowance.endsAt() : NEVER);
            }
        }
        if (learned.isKnown()) {
            limit = OptionalLong.of(Math.min(limit.orElse(Long.MAX_VALUE), learned.limit()));
            remaining = OptionalLong.of(Math.min(remaining.orElse(Long.MAX_VALUE), learned.left(time)));
        }
        return new RateLimiterState(
                limit,
                remaining,
                inFlight,
                congestion.allowed(),
                waitingUntil > time ? OptionalLong.of(waitingUntil) : OptionalLong.empty(),
                throttled,
                hold(time, route).bound,
                standing(RateScope.ACCOUNT, route, time),
                standing(RateScope.ROUTE, route, time),
                standing(RateScope.TOKEN, route, time));
    }

    private Standing standing(RateScope scope, RouteAllowance route, long time) {
        AnnouncedAllowance allowance = allowance(scope, route);
        return allowance.isKnown()
                ? new Standing(
                        OptionalLong.of(allowance.limit()),
                        OptionalLong.of(allowance.left(time, inFlight(scope, route))),
                        OptionalLong.of(allowance.endsAt()))
                : Standing.UNKNOWN;
    }

    /** How long the next request waits, and for what. */
    private record Hold(RateBound bound, long millis) {
        private static final Hold NONE = new Hold(RateBound.NONE, 0);

        private Hold orLonger(RateBound other, long otherWait) {
            return otherWait > millis ? new Hold(other, otherWait) : this;
        }
    }

    private Hold hold(long now, RouteAllowance route) {
        Hold blocked =
                Hold.NONE.orLonger(blockedBy, blockedUntil - now).orLonger(RateBound.ROUTE, route.blockedUntil - now);
        if (blocked.millis == 0 && inFlight > 0 && (cautious || learned.isAtSuspectedLimit(now))) {
            return new Hold(RateBound.PAUSE, ASK_AGAIN_SOON);
        }
        Hold paced = Hold.NONE;
        for (RateScope scope : SCOPES) {
            boolean ofRoute = scope == RateScope.ROUTE;
            paced = paced.orLonger(
                    RateBound.of(scope),
                    allowance(scope, route)
                            .untilNext(now, ofRoute ? route.lastGrantAt : lastGrantAt, inFlight(scope, route)));
        }
        paced = paced.orLonger(RateBound.LEARNED, learned.untilNext(now, lastGrantAt));
        if (inFlight >= congestion.allowed()) {
            paced = paced.orLonger(RateBound.IN_FLIGHT, ASK_AGAIN_SOON);
        }
        return blocked.orLonger(paced.bound, inFlight > 0 ? Math.min(paced.millis, ASK_AGAIN) : paced.millis);
    }

    private void refused(long sentAt, long receivedAt) {
        throttled++;
        if (sentAt >= lastRefusalAt) {
            congestion.refused();
            refusalsInRow++;
            if (refusalsInRow == 1) {
                firstRefusalAt = receivedAt;
            }
        }
        lastRefusalAt = receivedAt;
        cautious = true;
    }

    /**
     * A limit that was announced explains a refusal when it is used up, as the answer says, or as was known of what the answer does not
     * tell of; otherwise there is a limit that is not announced.
     */
    private boolean isExplained(RateFacts facts, RouteAllowance route) {
        for (RateScope scope : SCOPES) {
            AnnouncedAllowance allowance = allowance(scope, route);
            boolean usedUp = facts.of(scope).remaining().isPresent()
                    ? facts.of(scope).isUsedUp()
                    : allowance.isKnown() && allowance.left(latest, inFlight(scope, route)) <= allowance.limit() / 10;
            if (usedUp) {
                return true;
            }
        }
        return false;
    }

    /** Of the limits that the answer says are used up the one that is so for longest; {@code null} when it says so of none. */
    private RateScope blame(RateFacts facts, RouteAllowance route, long sentAt, long receivedAt) {
        RateScope found = null;
        long until = NEVER;
        for (RateScope scope : SCOPES) {
            if (facts.of(scope).isUsedUp()) {
                long reset =
                        believedReset(scope, facts, route, sentAt, receivedAt).orElse(receivedAt);
                if (reset > until) {
                    found = scope;
                    until = reset;
                }
            }
        }
        return found;
    }

    /** Local time of the reset that was told of this limit, unless it is credible for another one only. */
    private OptionalLong believedReset(
            RateScope scope, RateFacts facts, RouteAllowance route, long sentAt, long receivedAt) {
        return allowance(scope, route).isResetDoubted(receivedAt)
                ? OptionalLong.empty()
                : credibleReset(facts.of(scope), sentAt, receivedAt);
    }

    /** Local time of the reset, when the server's clock is known and the time makes sense. */
    private OptionalLong credibleReset(RateFacts.Quota quota, long sentAt, long receivedAt) {
        if (quota.resetEpochMillis().isEmpty() || !clock.isKnown()) {
            return OptionalLong.empty();
        }
        long at = clock.localTimeAfter(quota.resetEpochMillis().getAsLong());
        return at >= sentAt - RESET_TOLERANCE && at - receivedAt <= maxWait
                ? OptionalLong.of(at)
                : OptionalLong.empty();
    }

    /** Local time of the latest reset that a refusal is to wait for: of what is used up, or of all when it says so of none. */
    private OptionalLong resetAsked(RateFacts facts, RouteAllowance route, long sentAt, long receivedAt) {
        boolean anyUsedUp = facts.remaining().orElse(1) == 0;
        OptionalLong latestReset = OptionalLong.empty();
        for (RateScope scope : SCOPES) {
            OptionalLong at = !anyUsedUp || facts.of(scope).isUsedUp()
                    ? believedReset(scope, facts, route, sentAt, receivedAt)
                    : OptionalLong.empty();
            if (at.isPresent() && at.getAsLong() > latestReset.orElse(NEVER)) {
                latestReset = at;
            }
        }
        return latestReset;
    }

    private long waitAsked(RateFacts facts, RouteAllowance route, boolean refused, long sentAt, long now) {
        OptionalLong resetAt = refused ? resetAsked(facts, route, sentAt, now) : OptionalLong.empty();
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

    /** Nothing goes for this time, or nothing of one route when it is the route's limit that refused. */
    private void block(long now, long wait, RateScope blame, RouteAllowance route) {
        long until = now + Math.min(wait, maxWait);
        beginnings++;
        if (blame == RateScope.ROUTE) {
            route.blockedUntil = Math.max(route.blockedUntil, until);
            return;
        }
        if (until > blockedUntil) {
            blockedUntil = until;
            blockedBy = blame == null ? RateBound.PAUSE : RateBound.of(blame);
        }
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
        expectedUntil = NEVER;
        lastGrantAt = Math.min(lastGrantAt, now);
        lastRefusalAt = Math.min(lastRefusalAt, now);
        lastUnansweredAt = Math.min(lastUnansweredAt, now);
        firstRefusalAt = Math.min(firstRefusalAt, now);
        account.clockWasSet(now);
        token.clockWasSet(now);
        routes.values().forEach(route -> route.clockWasSet(now, maxWait));
        learned.clockWasSet(now);
    }
}
