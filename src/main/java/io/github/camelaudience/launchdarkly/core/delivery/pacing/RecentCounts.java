package io.github.camelaudience.launchdarkly.core.delivery.pacing;

import java.util.Arrays;

/** How many events there were in the last so many milliseconds, in constant memory. Never counts too few. */
final class RecentCounts {

    private static final long BUCKET = 50;

    private final long span;
    private final int[] counts;
    private final long[] bucketOf;

    /** Remembers {@code span} milliseconds. */
    RecentCounts(long span) {
        this.span = span;
        int size = (int) (span / BUCKET) + 3;
        this.counts = new int[size];
        this.bucketOf = new long[size];
        clear();
    }

    void add(long at) {
        long bucket = Math.floorDiv(at, BUCKET);
        int index = Math.floorMod(bucket, counts.length);
        if (bucketOf[index] < bucket) {
            bucketOf[index] = bucket;
            counts[index] = 0;
        }
        if (bucketOf[index] == bucket) {
            counts[index]++;
        }
    }

    /** Takes the newest event back. */
    void removeOne(long now) {
        long bucket = Math.floorDiv(now, BUCKET);
        for (int i = 0; i < counts.length; i++, bucket--) {
            int index = Math.floorMod(bucket, counts.length);
            if (bucketOf[index] == bucket && counts[index] > 0) {
                counts[index]--;
                return;
            }
        }
    }

    /** Events within the span that ends at {@code now}. */
    int within(long now) {
        return since(now - span);
    }

    /** Events at or after {@code from}, which must not be older than the span. */
    int since(long from) {
        long first = Math.floorDiv(from, BUCKET);
        int sum = 0;
        for (int i = 0; i < counts.length; i++) {
            if (bucketOf[i] >= first) {
                sum += counts[i];
            }
        }
        return sum;
    }

    /** When at most {@code allowed} of the events within the span are left; {@code now} when that is so already. */
    long fewerAt(int allowed, long now) {
        int excess = within(now) - allowed;
        long first = Math.floorDiv(now - span, BUCKET);
        for (long bucket = first; excess > 0 && bucket < first + counts.length; bucket++) {
            int index = Math.floorMod(bucket, counts.length);
            if (bucketOf[index] == bucket && counts[index] > 0) {
                excess -= counts[index];
                if (excess <= 0) {
                    return (bucket + 1) * BUCKET + span;
                }
            }
        }
        return now;
    }

    final void clear() {
        Arrays.fill(counts, 0);
        Arrays.fill(bucketOf, Long.MIN_VALUE);
    }
}
