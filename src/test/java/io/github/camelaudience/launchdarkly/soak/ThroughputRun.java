package io.github.camelaudience.launchdarkly.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.launchdarkly.core.launchdarkly.AccessToken;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Disposition;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentUpdate;
import io.github.camelaudience.launchdarkly.core.launchdarkly.synced.SyncedSegments;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import io.github.camelaudience.launchdarkly.http.CamelHttpTransport;
import io.github.camelaudience.standin.StandIn;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.service.ServiceHelper;

/**
 * How many events of one message each get through when a request takes 50 ms: by the component, and by a client that sends a request
 * for each event over the same transport. Twenty audiences take turns.
 */
final class ThroughputRun {

    private static final Duration LATENCY = Duration.ofMillis(50);
    private static final int AUDIENCES = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /**
     * What one sender reached.
     *
     * @param sender     who
     * @param inProgress events in progress at a time
     * @param events     delivered in a second
     * @param requests   sent in a second
     */
    record Rate(String sender, int inProgress, double events, double requests) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "throughput: sender=%s inProgress=%d events/s=%.0f requests/s=%.0f",
                    sender,
                    inProgress,
                    events,
                    requests);
        }
    }

    private final Duration warmUp;
    private final Duration measured;
    private final AtomicInteger people = new AtomicInteger();

    ThroughputRun(Duration warmUp, Duration measured) {
        this.warmUp = warmUp;
        this.measured = measured;
    }

    /** How long one request takes when it is alone, in milliseconds: the median of 21. */
    double roundTripMillis() throws Exception {
        try (StandIn launchDarkly = launchDarkly();
                Naive naive = new Naive(launchDarkly)) {
            long[] took = new long[21];
            for (int i = 0; i < took.length; i++) {
                long start = System.nanoTime();
                naive.sendOne();
                took[i] = System.nanoTime() - start;
            }
            Arrays.sort(took);
            return took[took.length / 2] / 1e6;
        }
    }

    /** A client that has so many threads, each of which sends a request for one event after the other. */
    Rate naive(int inProgress) throws Exception {
        try (StandIn launchDarkly = launchDarkly();
                Naive naive = new Naive(launchDarkly)) {
            return measure("naive", inProgress, launchDarkly, naive::sendOne);
        }
    }

    /** The component in a route, with so many threads that wait for each exchange. */
    Rate blocking(String options, int inProgress) throws Exception {
        try (StandIn launchDarkly = launchDarkly();
                DefaultCamelContext context = SoakRoute.to(launchDarkly, options)) {
            context.start();
            AsyncProcessor route = route(context);
            return measure("blocking " + options, inProgress, launchDarkly, () -> {
                Exchange exchange = exchange(context);
                route.process(exchange);
                assertThat(exchange.getException()).isNull();
            });
        }
    }

    /** The component in a route, with so many exchanges of which each is followed by the next when it is called back. */
    Rate asynchronous(String options, int inProgress) throws Exception {
        try (StandIn launchDarkly = launchDarkly();
                DefaultCamelContext context = SoakRoute.to(launchDarkly, options)) {
            context.start();
            AsyncProcessor route = route(context);
            LongAdder delivered = new LongAdder();
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger open = new AtomicInteger(inProgress);
            for (int i = 0; i < inProgress; i++) {
                next(context, route, delivered, over, open);
            }
            Rate rate = measure("asynchronous " + options, inProgress, launchDarkly, delivered);
            over.set(true);
            await().atMost(PATIENCE).until(() -> open.get() == 0);
            return rate;
        }
    }

    private void next(
            DefaultCamelContext context,
            AsyncProcessor route,
            LongAdder delivered,
            AtomicBoolean over,
            AtomicInteger open) {
        Exchange exchange = exchange(context);
        route.process(exchange, doneSync -> {
            if (exchange.getException() == null) {
                delivered.increment();
            }
            if (over.get()) {
                open.decrementAndGet();
            } else {
                next(context, route, delivered, over, open);
            }
        });
    }

    private static AsyncProcessor route(DefaultCamelContext context) throws Exception {
        AsyncProcessor route = AsyncProcessorConverterHelper.convert(
                context.getEndpoint("direct:in").createAsyncProducer());
        ServiceHelper.startService(route);
        return route;
    }

    private Exchange exchange(DefaultCamelContext context) {
        int person = people.getAndIncrement();
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(Messages.entering("a" + person % AUDIENCES, 1, i -> "user-" + person));
        return exchange;
    }

    private static StandIn launchDarkly() {
        return StandIn.builder()
                .latency(LATENCY)
                .keepRequests(0)
                .keepHistory(false)
                .start();
    }

    @FunctionalInterface
    private interface Delivery {
        void one() throws Exception;
    }

    private Rate measure(String sender, int inProgress, StandIn launchDarkly, Delivery delivery)
            throws InterruptedException {
        LongAdder delivered = new LongAdder();
        AtomicBoolean over = new AtomicBoolean();
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < inProgress; i++) {
            Thread thread = new Thread(() -> {
                while (!over.get()) {
                    try {
                        delivery.one();
                        delivered.increment();
                    } catch (Throwable e) {
                        failures.add(e);
                        return;
                    }
                }
            });
            threads.add(thread);
            thread.start();
        }
        Rate rate = measure(sender, inProgress, launchDarkly, delivered);
        over.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
        return rate;
    }

    /** Counts events and requests of a time in which as many as said are always in progress. */
    private Rate measure(String sender, int inProgress, StandIn launchDarkly, LongAdder delivered) {
        pass(warmUp);
        long start = System.nanoTime();
        long events = delivered.sum();
        long requests = launchDarkly.counters().received();
        pass(measured);
        double seconds = (System.nanoTime() - start) / 1e9;
        Rate rate = new Rate(
                sender,
                inProgress,
                (delivered.sum() - events) / seconds,
                (launchDarkly.counters().received() - requests) / seconds);
        System.out.println(rate);
        return rate;
    }

    private static void pass(Duration time) {
        await().pollDelay(time).atMost(time.plus(PATIENCE)).until(() -> true);
    }

    /** Sends each event in a request of its own, over the transport of the component. */
    private final class Naive implements AutoCloseable {
        private final DefaultCamelContext context = new DefaultCamelContext();
        private final CamelHttpTransport transport = new CamelHttpTransport(context, "http", 5_000, 30_000, 256);
        private final String environment;
        private final SyncedSegments backend;

        Naive(StandIn launchDarkly) {
            context.start();
            transport.start();
            environment = launchDarkly.environment();
            backend = new SyncedSegments(
                    transport, launchDarkly.url(), launchDarkly.url(), new AccessToken(launchDarkly.token()), "naive");
        }

        void sendOne() {
            int person = people.getAndIncrement();
            MembershipSlot slot =
                    new MembershipSlot(environment, "user", "aud_a" + person % AUDIENCES, "user-" + person);
            MembershipChange change =
                    new MembershipChange(slot, "name", true, MembershipChange.NO_EVENT_TIME, "m" + person);
            ApiOutcome outcome =
                    backend.send(SegmentUpdate.ofOneAudience(backend.targetOf(slot), "name", List.of(change)));
            assertThat(outcome.disposition()).isEqualTo(Disposition.ACCEPTED);
        }

        @Override
        public void close() throws IOException {
            transport.stop();
            context.close();
        }
    }
}
