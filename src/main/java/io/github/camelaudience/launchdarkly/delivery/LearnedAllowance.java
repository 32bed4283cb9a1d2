package io.github.camelaudience.launchdarkly.delivery;

/**
 * How many requests the server allows per window when it does not say so: learned from its refusals. What was accepted
 * until the first refusal is the limit. Any span as long as a window has at most that many requests, so it does not
 * matter when the server's windows begin. Guarded by its gate.
 */
final class LearnedAllowance {

    private static final long WINDOW = AnnouncedAllowance.WINDOW;
    /** Requests travel for different times, so what left ten seconds apart may arrive closer together. */
    private static final long SLACK = 200;

    private static final int UNLIMITED = Integer.MAX_VALUE;
    private static final long NEVER = Long.MIN_VALUE / 4;
    /** So many requests without a refusal earn the attempt to get more: at most one in 200 is refused for it. */
    static final int GRANTS_BEFORE_PROBE = 200;
    /** Small limits would take too long to earn it; after this time one more is tried anyway. */
    static final long TIME_BEFORE_PROBE = 600_000;

    /** After a refusal that cost a long wait, the next one is risked so many times later. */
    private static final long WAIT_SHARE = 15;

    private final RecentCounts granted = new RecentCounts(WINDOW + SLACK);
    private final RecentCounts accepted = new RecentCounts(WINDOW);

    private int limit = UNLIMITED;
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

    boolean isKnown() {
        return limit != UNLIMITED;
    }

    int limit() {
        return limit;
    }

    int left(long now) {
        return isKnown() ? Math.max(0, limit - granted.within(now)) : UNLIMITED;
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
        wanted |= due > now;
        return Math.max(0, due - now);
    }

    void granted(long now) {
        granted.add(now);
        grantsSinceRefusal++;
        if (!isKnown()) {
            return;
        }
        long sinceRefusal = now - refusedAt;
        boolean earned = (grantsSinceRefusal >= GRANTS_BEFORE_PROBE && sinceRefusal >= WAIT_SHARE * blockedFor)
                || sinceRefusal >= TIME_BEFORE_PROBE;
        if (earned && wanted && now - grewAt >= WINDOW) {
            limit = (int) Math.min(UNLIMITED - 1L, (long) limit + extra);
            extra = (int) Math.min(Math.max(1, limit / 8), 2L * extra);
            grewAt = now;
            wanted = false;
        }
    }

    void accepted(long sentAt) {
        accepted.add(sentAt);
        if (isKnown() && sentAt < refusedAt && sentAt >= countedFrom && limit < ceiling) {
            limit++; // was in flight when the refusal came, so it was not counted then
        }
    }

    /** A refusal that nothing announced. */
    void refused(long sentAt, long receivedAt) {
        if (sentAt < refusedAt) {
            return; // left before we knew
        }
        grantsSinceRefusal = 0;
        blockedFor = 0;
        extra = 1;
        grewAt = receivedAt;
        refusedAt = receivedAt;
        int before = limit;
        countedFrom = Math.max(releasedAt, sentAt - WINDOW);
        int count = accepted.since(countedFrom);
        if (count == 0) {
            ceiling = before; // came too early, which says nothing about the limit
            return;
        }
        ceiling = isKnown() ? Math.max(1, before - 1) : UNLIMITED;
        limit = isKnown() ? Math.min(ceiling, Math.max(before / 2, count)) : count;
        limit = Math.max(1, limit);
    }

    /** Nothing goes in this time: what was accepted before it belongs to another window than what comes after. */
    void blocked(long from, long until) {
        releasedAt = until;
        blockedFor = until - from;
    }

    void clockWasSet(long now) {
        granted.clear();
        accepted.clear();
        releasedAt = now;
        refusedAt = Math.min(refusedAt, now);
        grewAt = Math.min(grewAt, now);
    }
}
