package io.github.camelaudience.standin;

import java.util.function.Consumer;

/** Everything the server remembers. */
final class Records {

    final Ledger ledger;
    final RequestLog log;
    final Tally tally = new Tally();
    final LaneWatch lanes;
    final Signal signal = new Signal();

    Records(Ledger ledger, RequestLog log, Consumer<Runnable> afterGrace) {
        this.ledger = ledger;
        this.log = log;
        this.lanes = new LaneWatch(task -> afterGrace.accept(() -> {
            task.run();
            signal.raise();
        }));
    }

    void received(HandledRequest exchange) {
        lanes.opened(exchange);
        log.add(exchange);
        tally.count(exchange);
        signal.raise();
    }

    /** The last byte of the answer is about to be handed over, or the server is about to cut the connection. */
    void answered(HandledRequest exchange) {
        exchange.endNanos = System.nanoTime();
        lanes.answered(exchange);
        signal.raise();
    }

    /** The client is gone. */
    void abandoned(HandledRequest exchange) {
        exchange.endNanos = System.nanoTime();
        lanes.abandoned(exchange);
        signal.raise();
    }

    Counters counters() {
        return tally.counters(lanes.mostOpen(), lanes.overlaps());
    }

    void clear() {
        ledger.clear();
        log.clear();
        tally.clear();
        lanes.clear();
        signal.raise();
    }
}
