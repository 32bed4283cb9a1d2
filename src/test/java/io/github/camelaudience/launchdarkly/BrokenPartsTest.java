package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.launchdarkly.core.delivery.Continuations;
import io.github.camelaudience.launchdarkly.core.delivery.DeliveryFailure;
import io.github.camelaudience.launchdarkly.core.launchdarkly.DryRun;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentBackend;
import io.github.camelaudience.launchdarkly.core.mapping.DefaultMapping;
import io.github.camelaudience.launchdarkly.core.settings.EngineSettings;
import io.github.camelaudience.launchdarkly.core.sync.SyncEngine;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport;
import io.github.camelaudience.launchdarkly.core.sync.SyncResult;
import io.github.camelaudience.launchdarkly.core.verdict.ChangeMapper;
import io.github.camelaudience.launchdarkly.exchange.ExchangeSync;
import io.github.camelaudience.launchdarkly.runtime.EndpointRuntime;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.cumulative.CumulativeCounter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.support.DefaultThreadPoolFactory;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the parts around a delivery throw, each exchange is called back once and the next one is delivered. */
@Timeout(120)
class BrokenPartsTest {

    private static final int AUDIENCES = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();

    @BeforeEach
    void reportsAreNotForTheConsole() {
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> {});
    }

    @AfterEach
    void again() {
        Thread.setDefaultUncaughtExceptionHandler(before);
    }

    /** Throws now and then, as long as it may. */
    private static final class Hazard {
        private final SplittableRandom random;
        private final String parts;
        private final double often;
        volatile boolean over;

        Hazard(long seed, String parts) {
            this.random = new SplittableRandom(seed);
            this.parts = parts;
            this.often = 0.02 + random.nextDouble() * 0.3;
        }

        void at(String part) {
            Throwable thrown = next(part);
            if (thrown != null) {
                Hazard.<RuntimeException>raise(thrown);
            }
        }

        private synchronized Throwable next(String part) {
            if (over || !parts.equals("all") && !parts.equals(part) || random.nextDouble() >= often) {
                return null;
            }
            return switch (random.nextInt(7)) {
                case 0 -> new OutOfMemoryError("unable to create native thread");
                case 1 -> new OutOfMemoryError("Java heap space");
                case 2 -> new NoClassDefFoundError("org/example/Gone");
                case 3 -> new StackOverflowError();
                case 4 -> new RejectedExecutionException("full");
                case 5 -> new IOException("undeclared");
                default -> new IllegalStateException("mistake");
            };
        }

        @SuppressWarnings("unchecked")
        private static <T extends Throwable> void raise(Throwable thrown) throws T {
            throw (T) thrown;
        }
    }

    private static final class Threads extends DefaultThreadPoolFactory {
        private final Hazard hazard;

        Threads(Hazard hazard) {
            this.hazard = hazard;
        }

        private ThreadFactory hazardous(ThreadFactory factory) {
            return task -> {
                Thread thread = factory.newThread(task);
                if (thread.getName().contains("launchdarkly-audience")) {
                    hazard.at("threads");
                }
                return thread;
            };
        }

        @Override
        public ExecutorService newCachedThreadPool(ThreadFactory factory) {
            return super.newCachedThreadPool(hazardous(factory));
        }

        @Override
        public ExecutorService newThreadPool(ThreadPoolProfile profile, ThreadFactory factory) {
            return super.newThreadPool(profile, hazardous(factory));
        }

        @Override
        public ScheduledExecutorService newScheduledThreadPool(ThreadPoolProfile profile, ThreadFactory factory) {
            return super.newScheduledThreadPool(profile, hazardous(factory));
        }
    }

    private static void prepare(DefaultCamelContext context, Hazard hazard) {
        context.getExecutorServiceManager().setThreadPoolFactory(new Threads(hazard));
        context.getRegistry().bind("state", new MemoryStateRepository() {
            @Override
            public String getState(String key) {
                hazard.at("store");
                return super.getState(key);
            }

            @Override
            public void setState(String key, String value) {
                hazard.at("store");
                super.setState(key, value);
            }
        });
        context.getRegistry().bind("meters", MeterRegistry.class, new SimpleMeterRegistry() {
            @Override
            protected Counter newCounter(Meter.Id id) {
                return new CumulativeCounter(id) {
                    @Override
                    public void increment(double amount) {
                        hazard.at("meters");
                        super.increment(amount);
                    }
                };
            }
        });
        HttpComponent http = new HttpComponent();
        http.setHttpClientConfigurer(
                builder -> builder.addRequestInterceptorFirst((request, entity, scope) -> hazard.at("transport")));
        context.addComponent("hazardous", http);
        context.getEndpoint("mock:rejected", MockEndpoint.class)
                .whenAnyExchangeReceived(exchange -> hazard.at("rejectedUri"));
    }

    /** Some that are good, one that is rejected, and a body that may break. */
    private static Iterable<String> body(int number, Hazard hazard) {
        return () -> IntStream.range(0, 4)
                .mapToObj(i -> {
                    hazard.at("body");
                    return SegmentMessage.identify("u" + number % 50)
                            .says("a" + (number + i) % AUDIENCES, i == 2 ? "17" : number % 2 == 0);
                })
                .iterator();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"threads", "store", "meters", "transport", "rejectedUri", "callback", "body", "all", "all", "all"
            })
    void eachExchangeIsCalledBackOnceAndTheNextIsDelivered(String parts) throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed + ": " + parts + " throw");
        Hazard hazard = new Hazard(seed, parts);
        hazard.over = true;
        String options = "stateRepository=#state&httpComponent=hazardous&rejectedUri=mock:rejected&retryTimeout=5s"
                + "&retryDelay=1&maxRetryDelay=20&maxPending=20&maxBatchSize=7";
        try (Integration ld = Integration.start(StandIn.start(), options, context -> prepare(context, hazard))) {
            AsyncProducer producer = ld.endpoint().createAsyncProducer();
            producer.start();
            hazard.over = false;
            List<AtomicInteger> calls = new ArrayList<>();
            List<Thread> sources = new ArrayList<>();
            for (int source = 0; source < 4; source++) {
                List<Runnable> exchanges = new ArrayList<>();
                for (int i = 0; i < 60; i++) {
                    AtomicInteger called = new AtomicInteger();
                    calls.add(called);
                    Exchange exchange = BodyShape.exchange(ld.context, body(source * 60 + i, hazard));
                    exchanges.add(() -> producer.process(exchange, done -> {
                        called.incrementAndGet();
                        hazard.at("callback");
                    }));
                }
                sources.add(new Thread(() -> exchanges.forEach(BrokenPartsTest::runAnyway)));
            }
            sources.forEach(Thread::start);
            await().dontCatchUncaughtExceptions().atMost(PATIENCE).untilAsserted(() -> assertThat(calls)
                    .allMatch(called -> called.get() > 0));
            hazard.over = true;
            for (Thread source : sources) {
                source.join();
            }
            await().dontCatchUncaughtExceptions()
                    .atMost(PATIENCE)
                    .until(() -> ld.endpoint().getContinuing() == 0);
            assertThat(ld.endpoint().getPending()).isZero();
            assertThat(ld.endpoint().getInFlight()).isZero();
            assertThat(ld.endpoint().getOldestWaitingMillis()).isZero();
            assertThat(ThreadsOfOurs.of(ld.context)).hasSizeLessThanOrEqualTo(Continuations.MOST + 4 + 2);
            for (int audience = 0; audience < AUDIENCES; audience++) {
                String next = SegmentMessage.identify("later").enters("a" + audience);
                assertThat(ld.send(next).getException()).isNull();
                assertThat(ld.launchDarkly.members("aud_a" + audience)).contains("later");
            }
            ld.context.stop();
            assertThat(calls).allMatch(called -> called.get() == 1);
        }
    }

    /** A callback that is made on this thread may throw, too. */
    private static void runAnyway(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            // by the hazard
        }
    }

    @Test
    void aTriggerThatBreaksOverAMessageFailsThatMessageAndNoOther() throws Exception {
        try (Integration ld = Integration.start("")) {
            EndpointRuntime delivery = ld.endpoint().delivery();
            Exchange exchange = BodyShape.exchange(
                    ld.context,
                    List.of(
                            SegmentMessage.identify("u1").enters("x"),
                            SegmentMessage.identify("u2").enters("x"),
                            SegmentMessage.identify("u3").enters("x")));
            EngineSettings options = EngineSettings.check(ld.endpoint().getConfiguration());
            ChangeMapper mapper = new ChangeMapper(
                    options.mapping(),
                    message -> {
                        if (message.toString().contains("u2")
                                || message.userId().toString().contains("u2")) {
                            throw new StackOverflowError();
                        }
                        return true;
                    },
                    DefaultMapping.INSTANCE);
            SyncResult<Message> result = syncWith(mapper, exchange, delivery);
            assertThat(result.report().items())
                    .extracting(SyncReport.Item::result)
                    .containsExactly(SyncReport.Result.ACCEPTED, SyncReport.Result.FAILED, SyncReport.Result.ACCEPTED);
            assertThat(result.report().items().get(1).reason()).isEqualTo(DeliveryFailure.Kind.BROKEN.name());
            assertThat(result.unread()).hasSize(1);
            assertThat(result.unread().get(0).cause()).hasRootCauseInstanceOf(StackOverflowError.class);
        }
    }

    private static SyncResult<Message> syncWith(ChangeMapper mapper, Exchange exchange, EndpointRuntime delivery)
            throws Exception {
        SegmentBackend accepting = new DryRun(delivery.backend());
        CompletableFuture<SyncResult<Message>> result = new CompletableFuture<>();
        try (SyncEngine engine =
                SyncEngine.of("environment", accepting).mapper(mapper).start()) {
            new ExchangeSync(exchange, engine, delivery.overrides())
                    .read(delivery.bodyReader(), result::complete)
                    .ifPresent(result::complete);
            return result.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
