package io.github.camelaudience.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.launchdarkly.sources.jms.JmsBatchIntake;
import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.Route;
import io.github.camelaudience.standin.StandIn;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import jakarta.jms.ObjectMessage;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.builder.RouteBuilder;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** routes/segment-jms-to-launchdarkly.camel.yaml, in front of a real broker. */
class JmsRouteTest {

    private static final String ROUTE = "segment-jms-to-launchdarkly";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path directory;

    private static LocalArtemis broker;
    private static int queues;

    private final String queue = "segment-audiences-" + ++queues;
    private final String deadLetters = queue + "-dead-letters";

    @BeforeAll
    static void startBroker() throws Exception {
        broker = LocalArtemis.start(directory);
    }

    @AfterAll
    static void stopBroker() throws Exception {
        broker.close();
    }

    private RunningRoute route(StandIn launchDarkly) {
        return withQueues(RunningRoute.of(launchDarkly, ROUTE));
    }

    private RunningRoute withQueues(RunningRoute route) {
        return route.bind("segmentJms", new ActiveMQConnectionFactory(broker.coreUrl()))
                .with("segment.jms.queue", queue)
                .with("segment.jms.deadLetterQueue", deadLetters)
                .with("segment.jms.retryDelay", "50");
    }

    /** The broker moves them after they are gone from their queue. */
    private static void assertGivenUp(int messages) throws Exception {
        await().atMost(PATIENCE).until(() -> broker.depth(LocalArtemis.GIVEN_UP) >= messages);
        assertThat(broker.drain(LocalArtemis.GIVEN_UP)).hasSize(messages);
    }

    private void awaitEmpty() {
        await().atMost(PATIENCE).until(() -> broker.depth(queue) == 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void theSampleEndsInItsMembership(int consumers) throws Exception {
        Sample sample = consumers == 1 ? Sample.all() : Sample.of(3000);
        broker.send(queue, sample.messages());
        try (StandIn launchDarkly = StandIn.start();
                RunningRoute route = route(launchDarkly)
                        .with("segment.jms.consumers", Integer.toString(consumers))
                        .start()) {
            awaitEmpty();
            assertThat(RunningRoute.members(launchDarkly, sample.members().keySet()))
                    .isEqualTo(sample.members());
        }
        List<Message> letters = broker.drain(deadLetters);
        assertThat(letters).hasSize(sample.broken());
        assertThat(broker.depth(LocalArtemis.GIVEN_UP)).isZero();
    }

    @Test
    void nothingIsLostWhileLaunchDarklyIsDown() throws Exception {
        Sample sample = Sample.of(300);
        broker.send(queue, sample.messages());
        try (StandIn launchDarkly = StandIn.builder()
                        .faults(FaultPlan.always(Fault.status(503)))
                        .start();
                RunningRoute route = route(launchDarkly)
                        .with("camel.kamelet.launchdarkly-audience-sink.retryTimeout", "100ms")
                        .start()) {
            // more often than a broker would try it
            await().atMost(PATIENCE).until(() -> launchDarkly.counters().received() > 60);
            assertThat(broker.depth(queue)).isEqualTo(300);
            launchDarkly.faults(FaultPlan.none());
            awaitEmpty();
            assertThat(RunningRoute.members(launchDarkly, sample.members().keySet()))
                    .isEqualTo(sample.members());
        }
        assertThat(broker.depth(LocalArtemis.GIVEN_UP)).isZero();
        assertThat(broker.drain(deadLetters)).hasSize(sample.broken());
    }

    @Test
    void whatWasNotDeliveredWhenItStopsComesAgain() throws Exception {
        Sample sample = Sample.of(300);
        broker.send(queue, sample.messages());
        try (StandIn launchDarkly =
                StandIn.builder().faults(FaultPlan.always(Fault.status(503))).start()) {
            try (RunningRoute route = route(launchDarkly)
                    .with("camel.kamelet.launchdarkly-audience-sink.retryTimeout", "100ms")
                    .start()) {
                launchDarkly.awaitRequests(1, PATIENCE);
            }
            assertThat(broker.depth(queue)).isEqualTo(300);
            launchDarkly.faults(FaultPlan.none());
            try (RunningRoute route = route(launchDarkly).start()) {
                awaitEmpty();
                assertThat(RunningRoute.members(launchDarkly, sample.members().keySet()))
                        .isEqualTo(sample.members());
            }
        }
    }

    private void startAndStopTenTimes(StandIn launchDarkly, String ask) throws Exception {
        for (int i = 0; i < 10; i++) {
            long before = launchDarkly.counters().received();
            try (RunningRoute route = route(launchDarkly)
                    .with("camel.kamelet.launchdarkly-audience-sink.retryTimeout", "100ms")
                    .with("segment.jms.ask", ask)
                    .start()) {
                await().atMost(PATIENCE).until(() -> launchDarkly.counters().received() > before + 2);
            }
        }
    }

    @Test
    void startsAndStopsInAnOutageUseUpNoDeliveryAttempt() throws Exception {
        Sample sample = Sample.of(300);
        broker.send(queue, sample.messages());
        try (StandIn launchDarkly = StandIn.builder()
                .faults(FaultPlan.always(Fault.status(503)).on(Route.SEGMENT_TARGETS, Route.CALLER_IDENTITY))
                .start()) {
            startAndStopTenTimes(launchDarkly, "direct:segment-jms-ask");
            assertThat(launchDarkly.syncRequests()).isEmpty();
            assertThat(broker.depth(LocalArtemis.GIVEN_UP)).isZero();
            assertThat(broker.depth(queue)).isEqualTo(300);
            launchDarkly.faults(FaultPlan.none());
            try (RunningRoute route = route(launchDarkly).start()) {
                awaitEmpty();
                assertThat(RunningRoute.members(launchDarkly, sample.members().keySet()))
                        .isEqualTo(sample.members());
            }
        }
        assertThat(broker.depth(LocalArtemis.GIVEN_UP)).isZero();
        assertThat(broker.drain(deadLetters)).hasSize(sample.broken());
    }

    /** What asking first is for; and the other tests would see what the broker gives up. */
    @Test
    void theBrokerGivesUpWhatIsTakenTenTimesWithoutAsking() throws Exception {
        Sample sample = Sample.of(100);
        broker.send(queue, sample.messages());
        try (StandIn launchDarkly =
                StandIn.builder().faults(FaultPlan.always(Fault.status(503))).start()) {
            startAndStopTenTimes(launchDarkly, "");
        }
        assertThat(broker.depth(queue)).isZero();
        assertGivenUp(100);
    }

    /** Tells when it is unpacked, which is to run code that the sender has chosen. */
    public static final class Unpacked implements Serializable {
        private static final long serialVersionUID = 1L;
        static final AtomicInteger COUNT = new AtomicInteger();

        private void readObject(ObjectInputStream in) {
            COUNT.incrementAndGet();
        }
    }

    private void sendObjectAndGood() {
        Unpacked.COUNT.set(0);
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(broker.coreUrl());
                JMSContext context = factory.createContext()) {
            var target = context.createQueue(queue);
            context.createProducer().send(target, new Unpacked());
            context.createProducer().send(target, Sample.of(2).json().get(1));
            context.createProducer().send(target, new Unpacked());
        }
    }

    @Test
    void anObjectIsNeverUnpacked() throws Exception {
        sendObjectAndGood();
        try (StandIn launchDarkly = StandIn.start();
                RunningRoute route = route(launchDarkly).start()) {
            awaitEmpty();
            assertThat(launchDarkly.memberships()).hasSize(1);
        }
        assertThat(broker.drain(deadLetters)).hasSize(2).allSatisfy(letter -> {
            assertThat(letter).isInstanceOf(ObjectMessage.class);
            assertThat(letter.getStringProperty("rejectReason")).isEqualTo("NOT_JSON");
        });
        assertThat(Unpacked.COUNT).hasValue(0);
    }

    /** Camel itself unpacks it before the first step of a route, unless mapJmsMessage=false. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void behindAPlainConsumerAnObjectIsRefused(boolean mapped) throws Exception {
        sendObjectAndGood();
        try (StandIn launchDarkly = StandIn.start();
                RunningRoute route = withQueues(RunningRoute.of(launchDarkly))
                        .with(new RouteBuilder() {
                            @Override
                            public void configure() {
                                from("jms:" + queue + "?connectionFactory=#bean:segmentJms&transacted=true"
                                                + "&lazyCreateTransactionManager=false&mapJmsMessage=" + mapped)
                                        .process(new JmsBatchIntake())
                                        .to("kamelet:launchdarkly-audience-sink");
                            }
                        })
                        .start()) {
            awaitEmpty();
            assertThat(launchDarkly.memberships()).hasSize(1);
            assertThat(launchDarkly.counters().received()).isEqualTo(1);
        }
        assertGivenUp(2);
        if (!mapped) {
            assertThat(Unpacked.COUNT).hasValue(0);
        }
    }

    @Test
    void brokenMessagesGoToTheDeadLetterQueueWithTheirReasons() throws Exception {
        String good = Sample.of(2).json().get(1);
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(broker.coreUrl());
                JMSContext context = factory.createContext()) {
            var target = context.createQueue(queue);
            context.createProducer().setProperty("origin", "here").send(target, "no json\n");
            context.createProducer().send(target, "[" + good + ",17]");
            context.createProducer().setProperty("origin", "there").send(target, new Date(0));
            context.createProducer().send(target, "{\"type\":\"track\",\"broken\"".getBytes());
        }
        try (StandIn launchDarkly = StandIn.start();
                RunningRoute route = route(launchDarkly).start()) {
            awaitEmpty();
            assertThat(launchDarkly.memberships()).hasSize(1);
        }
        List<Message> letters = broker.drain(deadLetters);
        assertThat(letters).hasSize(4);
        assertThat(letters.get(0).getBody(String.class)).isEqualTo("no json\n");
        assertThat(letters.get(0).getStringProperty("origin")).isEqualTo("here");
        assertThat(letters.get(0).getStringProperty("rejectReason")).isEqualTo("NOT_JSON");
        assertThat(letters.get(0).getStringProperty("rejectDetail")).isNotBlank();
        assertThat(letters.get(1).getBody(byte[].class)).asString().isEqualTo("17");
        assertThat(letters.get(1).getStringProperty("rejectPath")).isEqualTo("$[1]");
        assertThat(letters.get(2)).isInstanceOf(ObjectMessage.class);
        assertThat(letters.get(2).getStringProperty("origin")).isEqualTo("there");
        assertThat(letters.get(2).getStringProperty("rejectReason")).isEqualTo("NOT_JSON");
        assertThat(letters.get(2).getStringProperty("rejectPath")).isEqualTo("$");
        assertThat(letters.get(2).getStringProperty("rejectDetail")).isNotBlank();
        assertThat(letters.get(3).getBody(byte[].class)).asString().isEqualTo("{\"type\":\"track\",\"broken\"");
        assertThat(Files.readString(Path.of("target/test.log")))
                .contains("segment-jms")
                .contains("NOT_JSON at $");
    }

    /** AMQP has names of properties, and kinds of messages, that JMS does not have: a letter with them would be refused. */
    @Test
    void whatOnlyAmqpAllowsStopsNothing() throws Exception {
        JmsConnectionFactory amqp = new JmsConnectionFactory(broker.amqpUrl() + "?jms.validatePropertyNames=false");
        try (JMSContext context = amqp.createContext()) {
            var target = context.createQueue(queue);
            for (String name :
                    List.of("my prop", "a:b", "9lives", "null", "a.b", "a-b", "caf\u00e9", "JMS_own", "plain")) {
                context.createProducer().setProperty(name, "kept").send(target, "no json " + name);
                context.createProducer().setProperty(name, "kept").send(target, new Date(0));
            }
            context.createProducer().send(target, "");
            context.createProducer().send(target, new byte[0]);
            context.createProducer().send(target, context.createTextMessage());
            context.createProducer().send(target, context.createMessage());
            context.createProducer().send(target, context.createStreamMessage());
            context.createProducer().send(target, Sample.of(2).json().get(1));
        }
        try (StandIn launchDarkly = StandIn.start();
                RunningRoute route = route(launchDarkly).start()) {
            awaitEmpty();
            assertThat(launchDarkly.memberships()).hasSize(1);
        }
        List<Message> letters = broker.drain(deadLetters);
        assertThat(letters).hasSize(23).allSatisfy(letter -> {
            assertThat(letter.getStringProperty("rejectReason")).isEqualTo("NOT_JSON");
            assertThat(letter.getStringProperty("rejectPath")).isEqualTo("$");
        });
        int kept = 0;
        for (Message letter : letters) {
            kept += "kept".equals(letter.getStringProperty("plain")) ? 1 : 0;
        }
        assertThat(kept).isEqualTo(2);
    }

    @Test
    void aSenderCannotSayWhatIsDone() throws Exception {
        List<String> good = Sample.of(3).json();
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(broker.coreUrl());
                JMSContext context = factory.createContext()) {
            var target = context.createQueue(queue);
            context.createProducer()
                    .setProperty("CAMELLaunchDarklyAudienceOperation", "explain")
                    .setProperty("CAMELLaunchDarklyAudienceContextKind", "device")
                    .setProperty("CamelLaunchDarklyAudienceContextKind", "device")
                    .send(target, good.get(1));
            context.createProducer()
                    .setProperty("CAMELJmsDestinationName", "elsewhere")
                    .setProperty("camelJmsDestinationName", "elsewhere")
                    .send(target, "no json");
        }
        try (StandIn launchDarkly = StandIn.start();
                RunningRoute route = route(launchDarkly).start()) {
            awaitEmpty();
            assertThat(launchDarkly.memberships()).hasSize(1);
            assertThat(launchDarkly.memberships().toString()).doesNotContain("device");
        }
        assertThat(broker.drain(deadLetters)).hasSize(1);
        assertThat(broker.depth("elsewhere")).isZero();
    }

    /** As the file of properties shows it, with the comment signs taken away. */
    @ParameterizedTest
    @ValueSource(strings = {"brokerURL", "remoteURI"})
    void connectsAsItsPropertiesSay(String address) throws Exception {
        Sample sample = Sample.of(100);
        broker.send(queue, sample.messages());
        String shown = Files.readString(RunningRoute.REPOSITORY.resolve("routes/application.properties"));
        String type = Pattern.compile("#camel.beans.segmentJms=(\\S+)\n#camel.beans.segmentJms." + address + "=")
                .matcher(shown)
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
        try (StandIn launchDarkly = StandIn.start();
                RunningRoute route = RunningRoute.of(launchDarkly, ROUTE)
                        .with("camel.beans.segmentJms", type)
                        .with(
                                "camel.beans.segmentJms." + address,
                                address.equals("brokerURL") ? broker.coreUrl() : broker.amqpUrl())
                        .with("segment.jms.queue", queue)
                        .with("segment.jms.deadLetterQueue", deadLetters)
                        .start()) {
            awaitEmpty();
            assertThat(RunningRoute.members(launchDarkly, sample.members().keySet()))
                    .isEqualTo(sample.members());
        }
        assertThat(broker.drain(deadLetters)).hasSize(sample.broken());
    }

    @Test
    void deadLettersWaitForTheirQueueToo() throws Exception {
        Sample sample = Sample.of(1200);
        broker.send(queue, sample.messages());
        List<Message> letters = new ArrayList<>();
        try (StandIn launchDarkly = StandIn.start();
                RunningRoute route = route(launchDarkly)
                        .with("segment.jms.batch", "1200")
                        .with("segment.jms.deadLetterQueue", LocalArtemis.HOLDS_ONE)
                        .start()) {
            await().atMost(PATIENCE).until(() -> broker.depth(LocalArtemis.HOLDS_ONE) == 1);
            await().atMost(PATIENCE).until(() -> {
                letters.addAll(broker.drain(LocalArtemis.HOLDS_ONE));
                return broker.depth(queue) == 0;
            });
            letters.addAll(broker.drain(LocalArtemis.HOLDS_ONE));
            assertThat(RunningRoute.members(launchDarkly, sample.members().keySet()))
                    .isEqualTo(sample.members());
        }
        assertThat(letters).hasSize(sample.broken()).hasSizeGreaterThan(2);
        assertThat(broker.depth(LocalArtemis.GIVEN_UP)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jms.camel.yaml", "AudienceQueue.java", "jms.camel.xml"})
    void examplesEndInTheSameMembership(String example) throws Exception {
        Sample sample = Sample.of(100);
        broker.send(
                queue,
                sample.messages().stream().filter(message -> !message.broken()).toList());
        try (StandIn launchDarkly = StandIn.start();
                RunningRoute route =
                        withQueues(RunningRoute.example(launchDarkly, example)).start()) {
            awaitEmpty();
            assertThat(RunningRoute.members(launchDarkly, sample.members().keySet()))
                    .isEqualTo(sample.members());
        }
    }
}
