package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.service.ServiceHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the component promises when things go wrong, over HTTP. */
@Timeout(120)
class ReliabilityTest {

    private static String crowd(String audience, int size) {
        return IntStream.range(0, size)
                .mapToObj(i -> SegmentMessage.identify("u" + i).enters(audience))
                .collect(Collectors.joining(",", "[", "]"));
    }

    /** A source that never waits for an exchange to complete. */
    private static final class FlatOut {
        final AtomicInteger sent = new AtomicInteger();
        final List<AtomicInteger> calls = new ArrayList<>();
        final List<Exchange> exchanges = new ArrayList<>();
        final Thread thread;
        volatile boolean over;
        private final Integration ld;
        private final AsyncProcessor route;

        FlatOut(Integration ld, int exchangeCount, int messagesEach) throws Exception {
            this.ld = ld;
            route = AsyncProcessorConverterHelper.convert(
                    ld.context.getEndpoint("direct:in").createAsyncProducer());
            ServiceHelper.startService(route);
            for (int i = 0; i < exchangeCount; i++) {
                calls.add(new AtomicInteger());
                exchanges.add(new DefaultExchange(ld.context));
            }
            thread = new Thread(() -> run(messagesEach), "flat-out");
            thread.setDaemon(true);
            thread.start();
        }

        private void run(int messagesEach) {
            for (int i = 0; i < exchanges.size() && !over; i++) {
                int number = i;
                String body = IntStream.range(0, messagesEach)
                        .mapToObj(each -> SegmentMessage.identify("u" + (number * messagesEach + each))
                                .enters("x"))
                        .collect(Collectors.joining(",", "[", "]"));
                exchanges.get(i).getMessage().setBody(body);
                sent.incrementAndGet();
                route.process(exchanges.get(i), doneSync -> calls.get(number).incrementAndGet());
            }
        }

        void awaitHeld(int pending) {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> thread.getState() == Thread.State.WAITING
                            && ld.endpoint().delivery().state().pending() == pending);
        }

        void assertEachCalledBackOnce() {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> calls.subList(0, sent.get()).stream().allMatch(each -> each.get() > 0));
            assertThat(calls.subList(0, sent.get())).allMatch(each -> each.get() == 1);
        }
    }

    @Test
    void aStalledSinkHoldsTheSourceAndTheHeapStaysFlat() throws Exception {
        StandIn standIn = StandIn.start();
        standIn.faults(FaultPlan.always(Fault.stall()));
        try (Integration ld = Integration.start(standIn, "maxPending=500&maxBatchSize=50&responseTimeout=60s")) {
            ld.context.getShutdownStrategy().setTimeout(1);
            FlatOut source = new FlatOut(ld, 1_000, 50);
            source.awaitHeld(500);
            int sent = source.sent.get();
            assertThat(sent).isLessThanOrEqualTo(500 / 50 + 1);
            long heap = usedHeap();
            await().during(Duration.ofSeconds(2))
                    .atMost(Duration.ofSeconds(4))
                    .until(() -> source.sent.get() == sent
                            && ld.endpoint().delivery().state().pending() <= 500);
            assertThat(usedHeap() - heap).isLessThan(16L << 20);
            source.over = true;
            ld.context.stop();
            await().until(() -> !source.thread.isAlive());
            source.assertEachCalledBackOnce();
        }
    }

    private static long usedHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Test
    void aStopWithAFullWindowAndAStalledRequestSettlesEverythingInTime() throws Exception {
        StandIn standIn = StandIn.start();
        standIn.faults(FaultPlan.script(Fault.stall()));
        try (Integration ld = Integration.start(standIn, "maxBatchSize=100&responseTimeout=60s")) {
            ld.context.getShutdownStrategy().setTimeout(2);
            FlatOut source = new FlatOut(ld, 20, 100);
            await().until(() -> !source.thread.isAlive() && standIn.openRequests() == 1);
            assertThat(source.calls).allMatch(each -> each.get() == 0);
            long start = System.nanoTime();
            ld.context.stop();
            source.assertEachCalledBackOnce();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
            assertThat(source.exchanges)
                    .allMatch(exchange -> exchange.getException() instanceof DeliveryFailedException);
        }
    }

    @Test
    void aStopHasOneDeadlineForWhatIsSentAndForWhatIsCalledBack() throws Exception {
        StandIn standIn = StandIn.start();
        standIn.faults(FaultPlan.script(Fault.none(), Fault.stall()));
        try (Integration ld = Integration.start(standIn, "responseTimeout=60s")) {
            ld.context.getShutdownStrategy().setTimeout(2);
            MockEndpoint done = ld.context.getEndpoint("mock:done", MockEndpoint.class);
            done.whenAnyExchangeReceived(exchange -> new CountDownLatch(1).await());
            ld.sendAsync(SegmentMessage.identify("u1").enters("x"));
            await().until(() -> done.getReceivedCounter() == 1);
            Future<Exchange> stalled =
                    ld.sendAsync(SegmentMessage.identify("u2").enters("x"));
            await().until(() -> standIn.openRequests() == 1);
            long start = System.nanoTime();
            ld.endpoint().stop();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(3_500));
            await().until(stalled::isDone);
            assertThat(stalled.get().getException()).isInstanceOf(DeliveryFailedException.class);
        }
    }

    @Test
    void aStopSendsWhatWaits() throws Exception {
        try (Integration ld = Integration.start("linger=60s")) {
            FlatOut source = new FlatOut(ld, 3, 10);
            await().until(() -> !source.thread.isAlive());
            ld.endpoint().stop();
            source.assertEachCalledBackOnce();
            assertThat(source.exchanges).allMatch(exchange -> exchange.getException() == null);
            assertThat(ld.launchDarkly.members("aud_x")).hasSize(30);
        }
    }

    @Test
    void aDripThatNeverEndsIsCutOff() throws Exception {
        StandIn standIn = StandIn.start();
        standIn.faults(FaultPlan.script(Fault.slowDrip(Duration.ofMillis(300)), Fault.none()));
        try (Integration ld = Integration.start(standIn, "connectTimeout=500&responseTimeout=500")) {
            Exchange done = ld.send(crowd("x", 3));
            assertThat(done.getException()).isNull();
            assertThat(standIn.counters().received()).isEqualTo(2);
        }
    }

    /** Every request is answered slowly, and with a refusal of one member: without an end to it for a long time. */
    @Test
    void aStopInTheMiddleOfABisectionTakesNoLongerThanCamelAllows() throws Exception {
        StandIn standIn = StandIn.start();
        standIn.faults(FaultPlan.always(Fault.status(400)));
        try (Integration ld = Integration.start(standIn, "httpComponent=slow", context -> {
            HttpComponent http = new HttpComponent();
            http.setHttpClientConfigurer(builder -> builder.addResponseInterceptorFirst((answer, entity, scope) ->
                    await().pollDelay(Duration.ofMillis(100)).until(() -> true)));
            context.addComponent("slow", http);
        })) {
            ld.context.getShutdownStrategy().setTimeout(3);
            Future<Exchange> sent = ld.sendAsync(crowd("x", 1_000));
            standIn.awaitRequests(2, Duration.ofSeconds(10));
            long start = System.nanoTime();
            ld.context.stop();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(4_800));
            await().until(sent::isDone);
            assertThat(sent.get().getException()).isInstanceOf(DeliveryFailedException.class);
        }
    }

    @Test
    void endpointsThatShareAnAccountShareAClockAndEachWaitsAsLongAsItsOwnOptionSays() throws Exception {
        StandIn standIn = StandIn.start();
        standIn.faults(FaultPlan.script(Fault.none(), Fault.status(429).withHeader("Retry-After", "300")));
        try (Integration ld = Integration.start(standIn, "maxRetryDelay=300s")) {
            LaunchDarklyAudienceEndpoint hasty = ld.context.getEndpoint(
                    Integration.uri("retryDelay=1&maxRetryDelay=500"), LaunchDarklyAudienceEndpoint.class);
            assertThat(hasty.getComponent().runtime().clock())
                    .isSameAs(ld.endpoint().getComponent().runtime().clock());
            ld.send(SegmentMessage.identify("u0").enters("x"));
            Future<Exchange> patient =
                    ld.sendAsync(SegmentMessage.identify("u1").enters("x"));
            standIn.awaitRequests(2, Duration.ofSeconds(10));
            await().until(() -> ld.endpoint().getRateWaitingMillis() > 250_000);
            assertThat(hasty.getRateWaitingMillis()).isGreaterThan(250_000);
            Exchange sent = ld.context
                    .createFluentProducerTemplate()
                    .to(hasty)
                    .withBody(SegmentMessage.identify("u2").enters("x"))
                    .send();
            assertThat(sent.getException()).isNull();
            assertThat(patient.isDone()).isFalse();
            ld.context.getShutdownStrategy().setTimeout(1);
        }
    }
}
