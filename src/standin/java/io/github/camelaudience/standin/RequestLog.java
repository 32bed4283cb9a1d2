package io.github.camelaudience.standin;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last requests, bounded by number and by the bytes of their bodies. Thread-safe. */
final class RequestLog {

    private final int maxRequests;
    private final long maxBytes;
    private final Deque<HandledRequest> kept = new ArrayDeque<>();
    private long bytes;

    RequestLog(int maxRequests, long maxBytes) {
        this.maxRequests = maxRequests;
        this.maxBytes = maxBytes;
    }

    synchronized void add(HandledRequest exchange) {
        if (maxRequests == 0) {
            return;
        }
        kept.addLast(exchange);
        bytes += exchange.body.length;
        while (kept.size() > maxRequests || (bytes > maxBytes && kept.size() > 1)) {
            bytes -= kept.removeFirst().body.length;
        }
    }

    synchronized List<RecordedRequest> requests() {
        return kept.stream().map(HandledRequest::recorded).toList();
    }

    /** The newest, oldest of them first. */
    synchronized List<RecordedRequest> last(int count) {
        return kept.stream()
                .skip(Math.max(0, kept.size() - count))
                .map(HandledRequest::recorded)
                .toList();
    }

    synchronized void clear() {
        kept.clear();
        bytes = 0;
    }
}
