package io.github.camelaudience.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

/** Bodies sent to a route one after the other by one thread, as all routes of a comparison are. */
final class SentWork implements Contender {

    /** How long, in nanoseconds, changes may stay behind that a route has answered for. */
    private static final long PATIENCE = 20_000_000_000L;

    private final String name;
    private final ProducerTemplate template;
    private final String route;
    private final ServerProcess server;
    private final boolean behind;
    private int latency;
    private int senders = 1;

    /**
     * A route as a contender.
     *
     * @param behind whether it answers before its work is done, so that the work must be waited for
     */
    SentWork(String name, ProducerTemplate template, String route, ServerProcess server, boolean behind) {
        this.name = name;
        this.template = template;
        this.route = route;
        this.server = server;
        this.behind = behind;
    }

    SentWork withLatency(int millis) {
        latency = millis;
        return this;
    }

    SentWork withSenders(int threads) {
        senders = threads;
        return this;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Cost run(Load load) throws Exception {
        server.reset(latency);
        return Cost.of(load.messages(), () -> {
            if (senders == 1) {
                sendEvery(load, 0);
            } else {
                sendByAll(load);
            }
            if (behind) {
                awaitAll(load);
            }
        });
    }

    private void sendByAll(Load load) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(senders);
        try {
            List<Future<?>> parts = new ArrayList<>();
            for (int i = 0; i < senders; i++) {
                int first = i;
                parts.add(pool.submit(() -> sendEvery(load, first)));
            }
            for (Future<?> part : parts) {
                part.get();
            }
        } finally {
            pool.shutdown();
        }
    }

    private void sendEvery(Load load, int first) {
        for (int i = first; i < load.bodies().length; i += senders) {
            send(load.bodies()[i]);
        }
    }

    void send(byte[] body) {
        Exchange done = template.send(route, exchange -> exchange.getMessage().setBody(body));
        if (done.getException() != null) {
            throw new IllegalStateException(name + " failed", done.getException());
        }
    }

    private void awaitAll(Load load) throws Exception {
        long until = System.nanoTime() + PATIENCE;
        while (!server.digest().equals(load.membership()) && System.nanoTime() < until) {
            LockSupport.parkNanos(20_000_000L);
        }
    }

    @Override
    public Digest result(Load load) throws Exception {
        return server.digest();
    }
}
