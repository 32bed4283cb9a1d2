package io.github.camelaudience.bench;

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

    @Override
    public String name() {
        return name;
    }

    @Override
    public Cost run(Load load) throws Exception {
        server.reset(latency);
        return Cost.of(load.messages(), () -> {
            for (byte[] body : load.bodies()) {
                send(body);
            }
            if (behind) {
                awaitAll(load);
            }
        });
    }

    private void send(byte[] body) {
        Exchange done = template.send(route, exchange -> exchange.getMessage().setBody(body));
        if (done.getException() != null) {
            throw new IllegalStateException(name + " failed", done.getException());
        }
    }

    private void awaitAll(Load load) throws Exception {
        long until = System.nanoTime() + PATIENCE;
        while (!server.digest().equals(load.membership()) && System.nanoTime() < until) {
            Thread.onSpinWait();
            java.util.concurrent.locks.LockSupport.parkNanos(20_000_000L);
        }
    }

    @Override
    public Digest result(Load load) throws Exception {
        return server.digest();
    }
}
