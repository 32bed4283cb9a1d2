package io.github.camelaudience.launchdarkly.core.delivery.pacing;

/**
 * How many requests the server allows per window when it does not say so: learned from its refusals. What was accepted
 * until the refusal is the limit, once it is more than a {@link SuspectedLimit}. Any span as long as a window has at most
 * that many requests, so it does not matter when the server's windows begin. Guarded by its gate.
 */
final class LearnedAllowance {

    private static final long WINDOW = AnnouncedAllowance.WINDOW;
    /** Requests travel for different times, so what left ten seconds apart may arrive closer together. */
    private static final long SLACK = 200;

    private static final int UNLIMITED = Integer.MAX_VALUE;
    private static final long NEVER = Long.MIN_VALUE / 4;
    /** So many requests without a refusal earn the attempt to get more: at most one in 250 is refused for it. */
    static final int GRANTS_BEFORE_PROBE = 250;
    /** Small limits would take too long to earn it; after this time one more is tried anyway. */
    static final long TIME_BEFORE_PROBE = 600_000;
    /** A limit that no probe has confirmed is tried after this time. */
    static final long TIME_BEFORE_FIRST_PROBE = 30_000;

    /** After a refusal that cost a long wait, the next one is risked so many times later. */
    private static final long WAIT_SHARE = 15;
    /** Likewise while no probe has confirmed the limit. */
    private static final long FIRST_WAIT_SHARE = 4;

    private final RecentCounts granted = new RecentCounts(WINDOW + SLACK);
    private final RecentCounts accepted = new RecentCounts(WINDOW);
    private final SuspectedLimit suspected = new SuspectedLimit();

    private int limit = UNLIMITED;
    /** The limit as it was learned, before it grew. */
    private int base = UNLIMITED;
    /** The limit before it grew last. */
    private int before = UNLIMITED;

    private int ceiling = UNLIMITED;
    private int extra = 1;
    private int grantsSinceRefusal;
    private long refusedAt = NEVER;
    private long releasedAt = NEVER;
    private long countedFrom;
    private long blockedFor;
    private long grewAt;
    /** Callers were held back since the limit last grew: more would be of use. */
    private boolean wanted;
    /** Since it was learned. */
    private boolean grown;
    /** More was tried, and refused. */
    private boolean confirmed;

    boolean isKnown() {
        return limit != UNLIMITED;
    }

    int limit() {
        return limit;
    }

    int left(long now) {
        return isKnown() ? Math.max(0, limit - granted.within(now)) : UNLIMITED;
    }

    /** Whether the next requests, sent one by one, will show what a refusal meant. */
    boolean isAtSuspectedLimit(long now) {
        return suspected.isAbout(granted.since(Math.max(releasedAt, now - WINDOW)));
    }

    /** Milliseconds until the next request may go, for one who wants to send it. */
    long wanted(long now, long lastGrantAt) {
        long wait = untilNext(now, lastGrantAt);
        wanted |= wait > 0;
        return wait;
    }

    /** Milliseconds until the next request may go; as with an announced limit, the second half is spread evenly. */
    long untilNext(long now, long lastGrantAt) {
        if (!isKnown()) {
            return 0;
        }
        int left = left(now);
        long due = now;
        if (left == 0) {
            due = granted.fewerAt(limit - 1, now);
        } else if (2L * left < limit) {
            due = lastGrantAt + (WINDOW + SLACK) / limit;
        }
        return Math.max(0, due - now);
    }

    void granted(long now) {
        granted.add(now);
        grantsSinceRefusal++;
        if (isKnown() && wanted && now - grewAt >= WINDOW && mayProbe(now - refusedAt)) {
            before = limit;
            limit = (int) Math.min(UNLIMITED - 1L, (long) limit + extra);
            extra = (int) Math.min(confirmed ? Math.max(1, limit / 8) : limit, 2L * extra);
            grewAt = now;
            grown = true;
            wanted = false;
        }
    }

    /** One of the last permits was not used. */
    void cancelled(long now) {
        granted.removeOne(now);
        grantsSinceRefusal = Math.max(0, grantsSinceRefusal - 1);
    }

    private boolean mayProbe(long sinceRefusal) {
        if (grantsSinceRefusal >= GRANTS_BEFORE_PROBE && sinceRefusal >= WAIT_SHARE * blockedFor) {
            return true;
        }
        long patience =
                confirmed ? TIME_BEFORE_PROBE : Math.max(TIME_BEFORE_FIRST_PROBE, FIRST_WAIT_SHARE * blockedFor);
        return sinceRefusal >= patience;
    }

    void accepted(long sentAt, long receivedAt) {
        accepted.add(sentAt);
        if (sentAt >= refusedAt) {
            if (suspected.count() > 0) {
                suspected.accepted(accepted.within(receivedAt));
            }
        } else if (sentAt >= countedFrom) { // was in flight when the refusal came, so it was not counted then
            suspected.acceptedLate();
            if (isKnown() && limit < ceiling) {
                limit++;
            }
        }
    }

    /** A refusal that nothing announced, and for which nothing is sent for {@code pause} milliseconds. */
    void refused(long sentAt, long receivedAt, long pause) {
        if (sentAt < refusedAt) {
            return; // left before we knew
        }
        grantsSinceRefusal = 0;
        blockedFor = 0;
        extra = 1;
        grewAt = receivedAt;
        refusedAt = receivedAt;
        countedFrom = Math.max(releasedAt, sentAt - WINDOW);
        int count = accepted.since(countedFrom);
        ceiling = limit;
        if (count == 0) {
            return; // came too early, which says nothing about the limit
        }
        boolean expected = isKnown() && count >= base - Math.max(1, base / 4);
        if (expected) {
            confirmed |= grown;
            learn(count);
        } else if (suspected.refused(count, receivedAt, pause)) {
            confirmed = false;
            learn(suspected.count());
        }
    }

    private void learn(int count) {
        ceiling = isKnown() ? Math.max(1, limit - 1) : UNLIMITED;
        limit = Math.min(ceiling, grown ? Math.min(before, count) : count);
        base = limit;
        grown = false;
        suspected.clear();
    }

    /** Nothing goes in this time: what was accepted before it belongs to another window than what comes after. */
    void blocked(long from, long until) {
        releasedAt = until;
        blockedFor = until - from;
    }

    void clockWasSet(long now) {
        granted.clear();
        accepted.clear();
        suspected.clear();
        releasedAt = now;
        refusedAt = Math.min(refusedAt, now);
        grewAt = Math.min(grewAt, now);
    }
}
