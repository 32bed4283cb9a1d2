package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.launchdarkly.core.delivery.Continuations;
import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.TypeConverterSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The callback of an exchange is made once, whatever happens, and holds up nobody. */
class AsyncContractTest {

    private static final String GOOD = SegmentMessage.identify("u1").enters("x");
    private static final String BROKEN = SegmentMessage.identify("u1").says("x", 17);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Counts calls, and remembers the thread. */
    private static final class Probe implements AsyncCallback {
        final AtomicInteger calls = new AtomicInteger();
        final CompletableFuture<Boolean> first = new CompletableFuture<>();
        volatile String thread;

        @Override
        public void done(boolean doneSync) {
            calls.incrementAndGet();
            thread = Thread.currentThread().getName();
            first.complete(doneSync);
        }

        boolean await() throws Exception {
            return first.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static final class NotConvertible {}

    private static final class ThrowingConverter extends TypeConverterSupport {
        @Override
        public <T> T convertTo(Class<T> type, Exchange exchange, Object value) {
            throw new IllegalStateException("converter");
        }
    }

    private static Iterable<Object> throwing(Throwable thrown) {
        return () -> new Iterator<>() {
            private boolean started;

            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Object next() {
                if (!started) {
                    started = true;
                    return GOOD;
                }
                if (thrown instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) thrown;
            }
        };
    }

    record Case(String name, Object body, FaultPlan faults, Class<?> exception, boolean isDelivered) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        FaultPlan none = FaultPlan.none();
        return Stream.of(
                new Case("good", GOOD, none, null, true),
                new Case("nothing", List.of(), none, null, false),
                new Case("only rejected", BROKEN, none, RejectedMessagesException.class, false),
                new Case("held", GOOD, FaultPlan.always(Fault.status(404)), HeldException.class, false),
                new Case("outage", GOOD, FaultPlan.always(Fault.status(503)), DeliveryFailedException.class, false),
                new Case("reset", GOOD, FaultPlan.script(Fault.reset(Fault.Moment.DURING_ANSWER)), null, true),
                new Case("401", GOOD, FaultPlan.always(Fault.status(401)), UnauthorizedException.class, false),
                new Case(
                        "a converter throws",
                        List.of(GOOD, new NotConvertible()),
                        none,
                        IllegalStateException.class,
                        true),
                new Case(
                        "the body throws",
                        throwing(new IllegalStateException("iterator")),
                        none,
                        IllegalStateException.class,
                        true),
                new Case(
                        "the body throws an error",
                        throwing(new AssertionError("x")),
                        none,
                        AssertionError.class,
                        true));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void calledBackOnce(Case each) throws Exception {
        StandIn standIn = StandIn.start();
        standIn.faults(each.faults);
        try (Integration ld = Integration.start(standIn, "retryTimeout=200&retryDelay=1&unauthorizedCoolDown=0")) {
            ld.context
                    .getTypeConverterRegistry()
                    .addTypeConverter(InputStream.class, NotConvertible.class, new ThrowingConverter());
            Probe probe = new Probe();
            Exchange exchange = BodyShape.exchange(ld.context, each.body);
            boolean done = producer(ld).process(exchange, probe);
            assertThat(probe.await()).isEqualTo(done);
            if (!done) {
                assertThat(probe.thread).contains("launchdarkly-audience-completion");
            }
            assertThat(thrown(exchange)).isEqualTo(each.exception);
            assertThat(standIn.members("aud_x").contains("u1")).isEqualTo(each.isDelivered);
            ld.context.stop();
            assertThat(probe.calls).hasValue(1);
        }
    }

    private static Class<?> thrown(Exchange exchange) {
        Throwable thrown = exchange.getException();
        if (thrown == null) {
            return null;
        }
        while (thrown.getCause() != null && thrown.getClass().getName().startsWith("org.apache.camel")) {
            thrown = thrown.getCause();
        }
        return thrown.getClass();
    }

    private static AsyncProducer producer(Integration ld) throws Exception {
        AsyncProducer producer = ld.endpoint().createAsyncProducer();
        producer.start();
        return producer;
    }

    @Test
    void aCallbackThatThrowsIsNotCalledAgain() throws Exception {
        try (Integration ld = Integration.start("onRejected=skip")) {
            AtomicInteger calls = new AtomicInteger();
            AsyncCallback callback = done -> {
                calls.incrementAndGet();
                throw new IllegalStateException("callback");
            };
            AsyncProducer producer = producer(ld);
            try {
                producer.process(BodyShape.exchange(ld.context, BROKEN), callback);
            } catch (IllegalStateException e) {
                assertThat(e).hasMessage("callback");
            }
            assertThat(calls).hasValue(1);
        }
    }

    @Test
    void stoppedInTheMiddleOfRequests() throws Exception {
        StandIn standIn = StandIn.start();
        standIn.faults(FaultPlan.always(Fault.stall()));
        try (Integration ld = Integration.start(standIn, "")) {
            ld.context.getShutdownStrategy().setTimeout(1);
            AsyncProducer producer = producer(ld);
            List<Probe> probes = new ArrayList<>();
            List<Exchange> exchanges = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                probes.add(new Probe());
                exchanges.add(BodyShape.exchange(
                        ld.context, SegmentMessage.identify("u" + i).enters("a" + i % 6)));
                producer.process(exchanges.get(i), probes.get(i));
            }
            standIn.awaitRequests(1, PATIENCE);
            ld.context.stop();
            for (Probe probe : probes) {
                probe.await();
            }
            assertThat(probes).allMatch(probe -> probe.calls.get() == 1);
            assertThat(exchanges).allMatch(each -> each.getException() instanceof DeliveryFailedException);
            noThreadsLeft(ld.context);
        }
    }

    @Test
    void stoppedByAnInterruptedThread() throws Exception {
        StandIn standIn = StandIn.start();
        standIn.faults(FaultPlan.always(Fault.stall()));
        try (Integration ld = Integration.start(standIn, "")) {
            AsyncProducer producer = producer(ld);
            Probe probe = new Probe();
            producer.process(BodyShape.exchange(ld.context, GOOD), probe);
            standIn.awaitRequests(1, PATIENCE);
            Thread stopping = new Thread(
                    () -> {
                        Thread.currentThread().interrupt();
                        try {
                            ld.endpoint().stop();
                        } catch (RuntimeException e) {
                            // the interruption
                        }
                    },
                    "stopping");
            stopping.start();
            probe.await();
            stopping.join(PATIENCE.toMillis());
            assertThat(probe.calls).hasValue(1);
            standIn.close(); // ends the stalled request
            noThreadsLeft(ld.context);
        }
    }

    @Test
    void anIdleEndpointLeavesNothing() throws Exception {
        try (Integration ld = Integration.start("")) {
            ld.context.getEndpoint(Integration.uri("contextKind=device"));
            ld.context.stop();
            noThreadsLeft(ld.context);
            assertThat(ld.launchDarkly.requests()).isEmpty();
        }
    }

    private static void noThreadsLeft(CamelContext context) {
        String marker = "(" + context.getName() + ")";
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .noneMatch(name -> name.contains(marker) && name.contains("launchdarkly-audience")));
    }

    @Test
    void aSlowContinuationHoldsUpNobody() throws Exception {
        StandIn standIn = StandIn.builder().latency(Duration.ofMillis(20)).start();
        try (Integration ld = Integration.start(standIn, "maxInFlight=1")) {
            Held slow = new Held();
            AsyncProducer producer = producer(ld);
            for (int i = 0; i < 10; i++) {
                producer.process(
                        BodyShape.exchange(
                                ld.context, SegmentMessage.identify("u" + i).enters("x")),
                        slow);
            }
            await().atMost(PATIENCE).until(() -> slow.calls.get() == 10);
            assertThat(slow.atOnce).as("settled before the caller was back").hasValueLessThan(10);
            assertThat(ld.launchDarkly.members("aud_x")).hasSize(10);
            slow.release.countDown();
        }
    }

    @Test
    void aRouteMaySendToItsOwnEndpoint() throws Exception {
        try (Integration ld = Integration.start(StandIn.start(), "", context -> loop(context))) {
            List<CompletableFuture<Exchange>> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                all.add(ld.context
                        .createProducerTemplate()
                        .asyncSend(
                                "direct:loop",
                                BodyShape.exchange(
                                        ld.context,
                                        SegmentMessage.identify("u" + i).enters("x"))));
            }
            for (CompletableFuture<Exchange> each : all) {
                assertThat(each.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).getException())
                        .isNull();
            }
            assertThat(ld.launchDarkly.members("aud_x")).hasSize(20);
            assertThat(ld.launchDarkly.members("aud_again")).hasSize(20);
        }
    }

    private static void loop(CamelContext context) {
        String uri = Integration.uri("maxPending=1");
        try {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:loop")
                            .to(uri)
                            .process(exchange -> exchange.getMessage()
                                    .setBody(exchange.getMessage()
                                            .getBody(String.class)
                                            .replace("\"x\":", "\"again\":")
                                            .replace("_x\"", "_again\"")
                                            .replace(":\"x\"", ":\"again\"")
                                            .replace("-x-", "-again-")))
                            .to(uri);
                }
            });
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anInterruptedCallerThatWaitsForRoomIsCalledBack() throws Exception {
        StandIn standIn = StandIn.start();
        standIn.faults(FaultPlan.always(Fault.stall()));
        try (Integration ld = Integration.start(standIn, "maxPending=1")) {
            ld.context.getShutdownStrategy().setTimeout(1);
            AsyncProducer producer = producer(ld);
            Probe first = new Probe();
            producer.process(BodyShape.exchange(ld.context, GOOD), first);
            standIn.awaitRequests(1, PATIENCE);
            Probe second = new Probe();
            Exchange exchange = BodyShape.exchange(ld.context, List.of(GOOD.replace("u1", "u2"), GOOD));
            Thread caller = new Thread(() -> producer.process(exchange, second), "blocked-caller");
            caller.start();
            await().atMost(PATIENCE).until(() -> caller.getState() == Thread.State.WAITING);
            caller.interrupt();
            second.await();
            caller.join(PATIENCE.toMillis());
            assertThat(exchange.getException()).isInstanceOf(DeliveryFailedException.class);
            ld.context.stop();
            first.await();
            assertThat(first.calls).hasValue(1);
            assertThat(second.calls).hasValue(1);
        }
    }

    /** A route that goes on when it is let go, or when it is interrupted. */
    private static final class Held implements AsyncCallback {
        final CountDownLatch release = new CountDownLatch(1);
        final AtomicInteger calls = new AtomicInteger();
        /** Settled before its caller was back: those are not ours to hold. */
        final AtomicInteger atOnce = new AtomicInteger();

        @Override
        public void done(boolean doneSync) {
            calls.incrementAndGet();
            if (doneSync) {
                atOnce.incrementAndGet();
                return;
            }
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void manyExchangesWithASlowRouteBehindThemTakeFewThreads() throws Exception {
        int count = 2_000;
        try (Integration ld = Integration.start("")) {
            Held slow = new Held();
            AsyncProducer producer = producer(ld);
            for (int i = 0; i < count; i++) {
                producer.process(
                        BodyShape.exchange(
                                ld.context, SegmentMessage.identify("u" + i).enters("a" + i % 7)),
                        slow);
            }
            await().atMost(PATIENCE).until(() -> ld.endpoint().getContinuing() + slow.atOnce.get() == count);
            assertThat(ld.endpoint().getPending()).isZero();
            assertThat(slow.calls.get() - slow.atOnce.get()).isLessThanOrEqualTo(Continuations.MOST);
            int requests = ld.endpoint().getConfiguration().getMaxInFlight();
            int justDone = 8; // some have handed over to the next request, and are not idle yet
            assertThat(ThreadsOfOurs.of(ld.context))
                    .hasSizeLessThanOrEqualTo(Continuations.MOST + requests + justDone + 2);
            slow.release.countDown();
            await().atMost(PATIENCE).until(() -> slow.calls.get() == count);
            await().atMost(PATIENCE).until(() -> ld.endpoint().getContinuing() == 0);
        }
    }

    @Test
    void anExchangeCountsUntilItsContinuationHasRun() throws Exception {
        try (Integration ld = Integration.start("maxPending=50")) {
            Held slow = new Held();
            AsyncProducer producer = producer(ld);
            AtomicInteger sent = new AtomicInteger();
            Thread source = new Thread(
                    () -> {
                        for (int i = 0; i < 500; i++) {
                            String message = SegmentMessage.identify("u" + i).enters("x");
                            producer.process(BodyShape.exchange(ld.context, message), slow);
                            sent.incrementAndGet();
                        }
                    },
                    "source");
            source.start();
            await().atMost(PATIENCE)
                    .until(() -> source.getState() == Thread.State.WAITING
                            && ld.endpoint().getPending() == 0);
            assertThat(sent.get() - slow.atOnce.get()).isLessThanOrEqualTo(50);
            assertThat(ld.endpoint().getContinuing()).isEqualTo(50);
            slow.release.countDown();
            await().atMost(PATIENCE).until(() -> slow.calls.get() == 500);
            source.join(PATIENCE.toMillis());
        }
    }

    /** More of them than there are threads, and room for one change only. */
    @Test
    void routesMayWaitForTheirOwnEndpoint() throws Exception {
        int count = 3 * Continuations.MOST;
        try (Integration ld = Integration.start("maxPending=1")) {
            ProducerTemplate template = ld.context.createProducerTemplate();
            AsyncProducer producer = producer(ld);
            AtomicInteger calls = new AtomicInteger();
            List<Exchange> within = new CopyOnWriteArrayList<>();
            ExecutorService sources = Executors.newFixedThreadPool(count);
            for (int i = 0; i < count; i++) {
                String message = SegmentMessage.identify("u" + i).enters("x");
                String again = SegmentMessage.identify("u" + i).enters("y");
                sources.execute(() -> producer.process(BodyShape.exchange(ld.context, message), done -> {
                    within.add(template.send(
                            ld.endpoint(), exchange -> exchange.getMessage().setBody(again)));
                    calls.incrementAndGet();
                }));
            }
            await().atMost(PATIENCE.multipliedBy(2)).until(() -> calls.get() == count);
            sources.shutdown();
            assertThat(within).hasSize(count).allMatch(each -> each.getException() == null);
            assertThat(ld.launchDarkly.members("aud_y")).hasSize(count);
        }
    }

    /** Those that wait for a thread, too. */
    @Test
    void aStopCallsBackWhoWaitsBehindRoutesThatHang() throws Exception {
        int count = 200;
        try (Integration ld = Integration.start("")) {
            ld.context.getShutdownStrategy().setTimeout(1);
            Held hangs = new Held();
            AsyncProducer producer = producer(ld);
            for (int i = 0; i < count; i++) {
                producer.process(
                        BodyShape.exchange(
                                ld.context, SegmentMessage.identify("u" + i).enters("x")),
                        hangs);
            }
            await().atMost(PATIENCE).until(() -> ld.endpoint().getContinuing() + hangs.atOnce.get() == count);
            ld.context.stop();
            await().atMost(PATIENCE).until(() -> hangs.calls.get() == count);
            noThreadsLeft(ld.context);
        }
    }
}
