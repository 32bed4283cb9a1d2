package io.github.camelaudience.launchdarkly.core.brake;

import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts who left one audience within the last hour, and keeps how large it was, in bounded memory. The first 10,000 are known by a
 * hash of their key, so that who leaves again or comes back counts once or not at all; the others are only counted. Not thread-safe.
 */
final class RecentRemovals {

    /** How many are known one by one. */
    static final int MOST_NAMED = 10_000;

    /** An hour, and the minute that is not over yet. */
    private static final int MINUTES = 61;

    private static final long MILLIS = 60_000;
    private static final long NEVER = Long.MIN_VALUE;

    /** By hash: the minute in which they left last, the earliest first. */
    private final Map<Long, Long> named = new LinkedHashMap<>();

    private final long[] unnamed = new long[MINUTES];
    private final long[] sizes = new long[MINUTES];
    private long minute = NEVER;
    private long unnamedInAll;
    /** When it was looked last whether somebody else holds the audience. */
    private long lookedAt;

    /** Forgets what is older than an hour. */
    void advance(long now) {
        long current = Math.floorDiv(now, MILLIS);
        if (current <= minute) {
            return;
        }
        if (minute == NEVER || current - minute >= MINUTES) {
            Arrays.fill(unnamed, 0);
            Arrays.fill(sizes, 0);
            unnamedInAll = 0;
            named.clear();
        } else {
            for (long each = minute + 1; each <= current; each++) {
                int slot = (int) Math.floorMod(each, MINUTES);
                unnamedInAll -= unnamed[slot];
                unnamed[slot] = 0;
                sizes[slot] = 0;
            }
        }
        minute = current;
        Iterator<Long> left = named.values().iterator();
        while (left.hasNext() && left.next() <= current - MINUTES) {
            left.remove();
        }
    }

    /** Notes that it was looked now whether somebody else holds the audience. */
    void looked(long now) {
        lookedAt = now;
    }

    long lookedAt() {
        return lookedAt;
    }

    /** Notes the audience's size of this minute. */
    void size(long members) {
        sizes[slot()] = Math.max(sizes[slot()], members);
    }

    /** Tells whether a size was noted in this minute. */
    boolean hasSize() {
        return sizes[slot()] > 0;
    }

    /** Gives the largest size of the hour. */
    long largestSize() {
        return Arrays.stream(sizes).max().orElse(0);
    }

    /** Counts who left within the hour. */
    long count() {
        return named.size() + unnamedInAll;
    }

    /** Tells whether this one is counted already. */
    boolean has(long key) {
        return named.containsKey(key);
    }

    /** Counts one who leaves now. */
    void left(long key, boolean mayBeNamed) {
        if (named.remove(key) != null || mayBeNamed && named.size() < MOST_NAMED) {
            named.put(key, minute);
        } else {
            unnamed[slot()]++;
            unnamedInAll++;
        }
    }

    /** Counts one no more who is in after all. Who is not known by name stays counted. */
    void back(long key) {
        named.remove(key);
    }

    /** Counts one no more who was counted a moment ago and did not leave. */
    void stayed(long key) {
        if (named.remove(key) == null && unnamed[slot()] > 0) {
            unnamed[slot()]--;
            unnamedInAll--;
        }
    }

    /** How many are known by name. */
    int named() {
        return named.size();
    }

    private int slot() {
        return (int) Math.floorMod(minute, MINUTES);
    }
}
