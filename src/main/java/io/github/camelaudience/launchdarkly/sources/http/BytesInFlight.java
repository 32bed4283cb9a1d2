package io.github.camelaudience.launchdarkly.sources.http;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedCamelContext;

/**
 * Bounds the bytes that the bodies of all requests to a Camel context have in memory together. Where there is no room left,
 * bodies of which nothing has come for a while give way to those that come.
 */
final class BytesInFlight {

    private static final long SMALLEST = 4L << 20;
    private static final int SHARE_OF_HEAP = 8;
    private static final long STALLED_MILLIS = 1000;

    private final long limit;
    private final LongSupplier clock;
    private final Set<Share> arriving = new LinkedHashSet<>(); // the one that grew longest ago comes first
    private long used;

    /**
     * Has room for all.
     *
     * @param limit in bytes
     * @param clock milliseconds of any origin
     */
    BytesInFlight(long limit, LongSupplier clock) {
        this.limit = limit;
        this.clock = clock;
    }

    /** Returns the one of this context: an eighth of the heap, at least 4 MiB. */
    static BytesInFlight of(CamelContext context) {
        ExtendedCamelContext extension = context.getCamelContextExtension();
        synchronized (context) {
            BytesInFlight known = extension.getContextPlugin(BytesInFlight.class);
            if (known == null) {
                long limit = Math.max(SMALLEST, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
                known = new BytesInFlight(limit, () -> System.nanoTime() / 1_000_000);
                extension.addContextPlugin(BytesInFlight.class, known);
            }
            return known;
        }
    }

    /**
     * Opens the share of one request, with nothing in it.
     *
     * @param giveWay refuses the request, from any thread; its share is closed already
     */
    Share open(Runnable giveWay) {
        return new Share(giveWay);
    }

    synchronized long used() {
        return used;
    }

    /** Holds what one request has in memory. */
    final class Share {

        private final Runnable giveWay;
        private long bytes;
        private long grown;
        private boolean closed;

        private Share(Runnable giveWay) {
            this.giveWay = giveWay;
        }

        /** Takes so many bytes more; {@code false} when there is no room, or this request had to give way. */
        boolean grow(long more) {
            List<Share> stalled = new ArrayList<>();
            boolean fits;
            synchronized (BytesInFlight.this) {
                arriving.remove(this);
                fits = !closed && makeRoom(more, stalled);
                if (fits) {
                    bytes += more;
                    used += more;
                    grown = clock.getAsLong();
                    arriving.add(this);
                }
            }
            stalled.forEach(share -> share.giveWay.run());
            return fits;
        }

        /** The body is there: the request does not give way any more; {@code false} if it had to meanwhile. */
        boolean arrived() {
            synchronized (BytesInFlight.this) {
                arriving.remove(this);
                return !closed;
            }
        }

        /** Gives back everything. */
        void close() {
            synchronized (BytesInFlight.this) {
                arriving.remove(this);
                if (!closed) {
                    closed = true;
                    used -= bytes;
                }
            }
        }
    }

    private boolean makeRoom(long more, List<Share> stalled) {
        long now = clock.getAsLong();
        Iterator<Share> oldest = arriving.iterator();
        while (used + more > limit && oldest.hasNext()) {
            Share share = oldest.next();
            if (now - share.grown < STALLED_MILLIS) {
                return false;
            }
            oldest.remove();
            share.closed = true;
            used -= share.bytes;
            stalled.add(share);
        }
        return used + more <= limit;
    }
}
