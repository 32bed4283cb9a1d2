package io.github.camelaudience.routes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.StandIn;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.Message;

/** routes/segment-sqs-to-launchdarkly.camel.yaml, in front of a real server of its protocol. */
class SqsRouteTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static LocalSqs sqs;
    private static int queues;

    private final String number = "-" + ++queues;
    private final String deadLetters = "segment-audiences-dead-letters" + number;

    @BeforeAll
    static void startServer() {
        sqs = new LocalSqs();
    }

    @AfterAll
    static void stopServer() {
        sqs.close();
    }

    private String created(String queue) {
        sqs.create(queue);
        return queue;
    }

    private RunningRoute with(String queue, RunningRoute route) {
        created(deadLetters);
        return route.bind("sqs", sqs.client)
                .with("segment.sqs.queue", queue)
                .with("segment.sqs.deadLetterQueue", deadLetters)
                .with("segment.sqs.waitTime", "1")
                .with("segment.sqs.retryDelay", "50");
    }

    private RunningRoute route(StandIn launchDarkly, String queue) {
        return with(queue, RunningRoute.of(launchDarkly, "segment-sqs-to-launchdarkly"));
    }

    private static List<Sample.Message> good(Sample sample) {
        return sample.messages().stream().filter(message -> !message.broken()).toList();
    }

    private static void awaitEmpty(String queue) {
        await().atMost(PATIENCE).until(() -> sqs.depth(queue) == 0);
    }

    /** As Segment's EventBridge destination and a rule bring them. */
    private static List<Sample.Message> byEventBridge(Sample sample) {
        return sample.messages().stream()
                .map(message -> new Sample.Message(
                        message.userId(),
                        "{\"version\":\"0\",\"id\":\"6a7e8feb-b491-4cf7-a9f1-bf3703467718\",\"detail-type\":\"track\","
                                + "\"source\":\"aws.partner/segment.com/src_1\",\"time\":\"2026-01-02T03:04:05Z\","
                                + "\"resources\":[],\"detail\":" + message.json() + "}",
                        message.broken()))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".fifo"})
    void theSampleByEventBridgeEndsInItsMembership(String kind) throws Exception {
        Sample sample = Sample.of(kind.isEmpty() ? 1500 : 500); // all of it: QueueRates
        String queue = created("segment-audiences" + number + kind);
        sqs.send(queue, byEventBridge(sample));
        try (StandIn launchDarkly = StandIn.start();
                RunningRoute route = route(launchDarkly, queue).start()) {
            awaitEmpty(queue);
            assertThat(RunningRoute.members(launchDarkly, sample.members().keySet()))
                    .isEqualTo(sample.members());
        }
        assertThat(sqs.drain(deadLetters)).hasSize(sample.broken());
    }

    @Test
    void whileLaunchDarklyIsDownMessagesStayInFlightAndAreExtended() throws Exception {
        Sample sample = Sample.of(199); // none that is skipped, and so deleted, while LaunchDarkly is down
        String queue = created("segment-audiences" + number);
        sqs.send(queue, good(sample));
        try (StandIn launchDarkly = StandIn.builder()
                        .faults(FaultPlan.always(Fault.status(503)))
                        .start();
                RunningRoute route = route(launchDarkly, queue)
                        .with("segment.sqs.visibilityTimeout", "2")
                        .with("segment.sqs.inFlight", "20")
                        .with("segment.sqs.maxRetryDelay", "200")
                        .with("camel.kamelet.launchdarkly-audience-sink.retryTimeout", "100ms")
                        .start()) {
            long start = System.nanoTime();
            await().atMost(PATIENCE)
                    .until(() ->
                            System.nanoTime() - start > Duration.ofSeconds(5).toNanos()
                                    && launchDarkly.counters().received() > 40);
            int left = good(sample).size();
            await().atMost(PATIENCE).until(() -> sqs.depth(queue) == left);
            // nobody else gets what is in flight: 20 here, and up to one poll for each consumer before the throttle
            assertThat(sqs.visible(queue)).isBetween(left - 20 - 2 * 10L, left - 20L);
            launchDarkly.faults(FaultPlan.none());
            awaitEmpty(queue);
            assertThat(RunningRoute.members(launchDarkly, sample.members().keySet()))
                    .isEqualTo(sample.members());
        }
    }

    @Test
    void whatWasNotDeliveredWhenItStopsComesAgain() throws Exception {
        Sample sample = Sample.of(100);
        String queue = created("segment-audiences" + number + ".fifo");
        sqs.send(queue, sample.messages());
        try (StandIn launchDarkly =
                StandIn.builder().faults(FaultPlan.always(Fault.status(503))).start()) {
            try (RunningRoute route = route(launchDarkly, queue)
                    .with("segment.sqs.visibilityTimeout", "1")
                    .with("camel.kamelet.launchdarkly-audience-sink.retryTimeout", "100ms")
                    .start()) {
                launchDarkly.awaitRequests(1, PATIENCE);
            }
            assertThat(sqs.depth(queue)).isGreaterThanOrEqualTo(100 - sample.broken());
            launchDarkly.faults(FaultPlan.none());
            try (RunningRoute route = route(launchDarkly, queue).start()) {
                awaitEmpty(queue);
                assertThat(RunningRoute.members(launchDarkly, sample.members().keySet()))
                        .isEqualTo(sample.members());
            }
        }
    }

    @Test
    void brokenMessagesGoToTheDeadLetterQueueWithTheirReasons() throws Exception {
        String queue = created("segment-audiences" + number);
        String good = Sample.of(2).json().get(1);
        sqs.send(
                queue,
                List.of(
                        new Sample.Message("u", "no json: \u00e9", true),
                        new Sample.Message("u", "[" + good + ",17]", true)));
        try (StandIn launchDarkly = StandIn.start();
                RunningRoute route = route(launchDarkly, queue).start()) {
            awaitEmpty(queue);
            assertThat(launchDarkly.memberships()).hasSize(1);
        }
        List<Message> letters = sqs.drain(deadLetters);
        assertThat(letters).extracting(Message::body).containsExactlyInAnyOrder("no json: \u00e9", "17");
        assertThat(letters).allSatisfy(letter -> assertThat(letter.messageAttributes())
                .containsOnlyKeys("rejectReason", "rejectPath", "rejectDetail", "sqsMessageId"));
        assertThat(letters)
                .extracting(
                        letter -> letter.messageAttributes().get("rejectReason").stringValue() + " at "
                                + letter.messageAttributes().get("rejectPath").stringValue())
                .containsExactlyInAnyOrder("NOT_JSON at $", "NOT_AN_OBJECT at $[1]");
    }

    @Test
    void aSenderCannotSayWhatIsDone() throws Exception {
        List<String> good = Sample.of(4).json();
        String queue = created("segment-audiences" + number);
        sqs.send(queue, good.get(1), "CAMELLaunchDarklyAudienceOperation", "explain");
        sqs.send(queue, good.get(2), "CamelLaunchDarklyAudienceContextKind", "device");
        sqs.send(queue, "no json", "CAMELAwsSqsOperation", "deleteQueue");
        try (StandIn launchDarkly = StandIn.start();
                RunningRoute route = route(launchDarkly, queue).start()) {
            awaitEmpty(queue);
            assertThat(launchDarkly.memberships()).hasSize(2);
            assertThat(launchDarkly.memberships().toString()).doesNotContain("device");
        }
        assertThat(sqs.drain(deadLetters)).hasSize(1);
    }

    private static String value(Message letter, String attribute) {
        return letter.messageAttributes().get(attribute).stringValue();
    }

    private static Message letterOf(List<Message> letters, String reason, int originalLength) {
        return letters.stream()
                .filter(letter -> value(letter, "rejectReason").equals(reason)
                        && letter.messageAttributes().containsKey("originalLength")
                        && value(letter, "originalLength").equals(Integer.toString(originalLength)))
                .findFirst()
                .orElseThrow();
    }

    /** Each would be refused by the queue for dead letters, if it were sent as it is. */
    @Test
    void whatAQueueWouldRefuseIsCutOrEscapedAndTheOthersFlow() throws Exception {
        String queue = created("segment-audiences" + number);
        int limit = 262_144;
        String tooLong = "no json: " + "\u00e9".repeat((limit - 9) / 2) + "x";
        byte[] refused = "no json \u0001\u0000\uffff".getBytes(UTF_8);
        String control = "{\"message\":{\"data\":\"" + Base64.getEncoder().encodeToString(refused) + "\"}}";
        for (int i = 0; i < 3; i++) {
            sqs.send(queue, " ", null, null);
        }
        sqs.send(queue, tooLong, null, null);
        sqs.send(queue, "no json: ".repeat(20_000), "Content-Encoding", "identity");
        sqs.send(queue, control, null, null);
        Sample sample = Sample.of(60);
        sqs.send(queue, sample.messages());
        List<Message> letters;
        try (StandIn launchDarkly = StandIn.start();
                RunningRoute route = route(launchDarkly, queue)
                        .with("segment.sqs.consumers", "1")
                        .with("segment.sqs.inFlight", "2")
                        .start()) {
            awaitEmpty(queue);
            assertThat(RunningRoute.members(launchDarkly, sample.members().keySet()))
                    .isEqualTo(sample.members());
            letters = sqs.drain(deadLetters);
        }
        assertThat(letters).hasSize(6 + sample.broken());
        assertThat(letters)
                .filteredOn(letter -> letter.body().isBlank())
                .hasSize(3)
                .allSatisfy(letter -> assertThat(value(letter, "rejectPath")).isEqualTo("$"));
        Message cut = letterOf(letters, "NOT_JSON", limit);
        assertThat(tooLong).startsWith(cut.body());
        assertThat(cut.body().getBytes(UTF_8).length).isBetween(limit - 1_000, limit - 100);
        assertThat(letters).extracting(Message::body).contains("no json: ".repeat(20_000));
        assertThat(letters).extracting(Message::body).anyMatch(body -> body.contains("\\u0001\\u0000\\uffff"));
    }

    @Test
    void aLetterThatIsRefusedLeavesItsMessageToTheRedrivePolicy() throws Exception {
        String queue = "segment-audiences" + number;
        String givenUp = "given-up" + number;
        sqs.create(queue, givenUp, 2);
        sqs.send(queue, "no json", null, null);
        sqs.send(queue, "no json either", null, null);
        Sample sample = Sample.of(60);
        try (StandIn launchDarkly = StandIn.start();
                RunningRoute route = route(launchDarkly, queue)
                        .with("segment.sqs.visibilityTimeout", "1")
                        .with("segment.sqs.consumers", "1")
                        .with("segment.sqs.inFlight", "1")
                        .start()) {
            sqs.delete(deadLetters);
            sqs.send(queue, good(sample));
            awaitEmpty(queue);
            assertThat(RunningRoute.members(launchDarkly, sample.members().keySet()))
                    .isEqualTo(sample.members());
        }
        assertThat(sqs.drain(givenUp)).extracting(Message::body).containsExactlyInAnyOrder("no json", "no json either");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqs.camel.yaml", "AudienceSqs.java", "sqs.camel.xml"})
    void examplesEndInTheSameMembership(String example) throws Exception {
        Sample sample = Sample.of(30);
        String queue = created("segment-audiences" + number);
        sqs.send(queue, good(sample));
        try (StandIn launchDarkly = StandIn.start();
                RunningRoute route =
                        with(queue, RunningRoute.example(launchDarkly, example)).start()) {
            awaitEmpty(queue);
            assertThat(RunningRoute.members(launchDarkly, sample.members().keySet()))
                    .isEqualTo(sample.members());
        }
    }
}
