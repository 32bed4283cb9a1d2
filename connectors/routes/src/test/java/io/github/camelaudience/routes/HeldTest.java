package io.github.camelaudience.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.StandIn;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every source while something else than LaunchDarkly answers at its address (rule D28): nothing is in a dead letter, nothing is
 * committed, deleted or moved, and when it is over everything is delivered.
 */
@Execution(CONCURRENT)
class HeldTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MESSAGES = 150;
    private static final int ENOUGH_REQUESTS = 4;
    private static final AtomicInteger QUEUES = new AtomicInteger();

    @TempDir
    static Path journal;

    private static LocalArtemis broker;
    private static LocalSqs sqs;

    @TempDir
    Path work;

    @BeforeAll
    static void startBrokers() throws Exception {
        broker = LocalArtemis.start(journal);
        sqs = new LocalSqs();
    }

    @AfterAll
    static void stopBrokers() throws Exception {
        broker.close();
        sqs.close();
    }

    /**
     * What answers in LaunchDarkly's place.
     *
     * @param name  for the report
     * @param fault the answer to every request
     */
    record Other(String name, Fault fault) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Other> others() {
        return Stream.of(
                new Other("404", Fault.status(404)),
                new Other("a page with 200", Fault.webPage()),
                new Other("400 for everything", Fault.status(400)));
    }

    static Stream<Other> more() {
        return Stream.concat(
                others(),
                Stream.of(
                        new Other("302", Fault.redirect("https://login.example.com/")),
                        new Other("407", Fault.status(407).withBody("")),
                        new Other("a firewall", Fault.firewall())));
    }

    private static List<Sample.Message> good() {
        return Sample.of(MESSAGES).messages().stream()
                .filter(message -> !message.broken() && !message.json().contains("\"page\""))
                .toList();
    }

    private static void assertDelivered(StandIn launchDarkly) {
        Sample sample = Sample.of(MESSAGES);
        assertThat(RunningRoute.members(launchDarkly, sample.members().keySet()))
                .isEqualTo(sample.members());
    }

    private static StandIn standIn(Other other) {
        return StandIn.builder().faults(FaultPlan.always(other.fault())).start();
    }

    private static RunningRoute impatient(RunningRoute route) {
        return route.with("camel.component.launchdarkly-audience.unauthorizedCoolDown", "50")
                .with("camel.main.shutdown-timeout", "2");
    }

    private static void awaitRequests(StandIn launchDarkly) {
        await().atMost(PATIENCE).until(() -> launchDarkly.counters().received() >= ENOUGH_REQUESTS);
    }

    /** Lists the files of a folder that the route works in meanwhile: one that is gone in the middle is not there. */
    private static Set<String> filesIn(Path folder) throws IOException {
        Set<String> files = new TreeSet<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                files.add(folder.relativize(file).toString());
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
        return files;
    }

    @ParameterizedTest
    @MethodSource("more")
    void files(Other other) throws Exception {
        Path folder = Files.createDirectory(work.resolve("inbox"));
        Files.write(
                folder.resolve("a.jsonl"),
                good().stream().map(Sample.Message::json).toList());
        try (StandIn launchDarkly = standIn(other);
                RunningRoute route = impatient(RunningRoute.of(launchDarkly, "segment-files-to-launchdarkly"))
                        .with("segment.folder", folder.toString())
                        .with("segment.folder.quietTime", "50")
                        .with("segment.folder.pollDelay", "50")
                        .start()) {
            awaitRequests(launchDarkly);
            assertThat(filesIn(folder)).contains("a.jsonl").noneMatch(name -> name.contains("rejected"));
            launchDarkly.faults(FaultPlan.none());
            await().atMost(PATIENCE).until(() -> Files.exists(folder.resolve(".done/a.jsonl")));
            assertDelivered(launchDarkly);
            assertThat(filesIn(folder)).noneMatch(name -> name.contains("rejected"));
        }
    }

    @ParameterizedTest
    @MethodSource("others")
    void webhook(Other other) throws Exception {
        byName(other, "segment-webhook-to-launchdarkly", (http, message) -> http.post("/segment/webhook", message)
                .header("X-Signature", HttpRouteContract.sign("secret", message.getBytes(StandardCharsets.UTF_8))));
    }

    @ParameterizedTest
    @MethodSource("more")
    void http(Other other) throws Exception {
        byName(other, "segment-http-to-launchdarkly", (http, message) -> http.post("/segment", message));
    }

    @ParameterizedTest
    @MethodSource("others")
    void trackingApi(Other other) throws Exception {
        String basic = Base64.getEncoder().encodeToString("key:".getBytes(StandardCharsets.UTF_8));
        byName(other, "segment-tracking-api-to-launchdarkly", (http, message) -> http.post(
                        "/v1/batch", "{\"batch\":[" + message + "]}")
                .header("Authorization", "Basic " + basic));
    }

    @ParameterizedTest
    @MethodSource("others")
    void pubsub(Other other) throws Exception {
        byName(
                other,
                "segment-pubsub-to-launchdarkly",
                (http, message) -> http.post(
                        "/segment/pubsub?token=token",
                        "{\"message\":{\"data\":\""
                                + Base64.getEncoder().encodeToString(message.getBytes(StandardCharsets.UTF_8))
                                + "\",\"messageId\":\"1\"},\"subscription\":\"s\"}"));
        assertThat(filesIn(work.resolve("rejected"))).isEmpty();
    }

    /** Who sends by HTTP is told to send again, and told when. */
    private void byName(Other other, String name, BiFunction<HttpRoute, String, HttpRequest.Builder> request)
            throws Exception {
        try (StandIn launchDarkly = standIn(other);
                HttpRoute http = HttpRoute.serve(impatient(RunningRoute.of(launchDarkly, name))
                        .with("camel.kamelet.segment-webhook-source.sharedSecret", "secret")
                        .with("segment.tracking.writeKeys", "key")
                        .with("segment.pubsub.token", "token")
                        .with(
                                "segment.pubsub.rejected",
                                work.resolve("rejected").toString()))) {
            for (Sample.Message message : good().subList(0, 10)) {
                HttpResponse<String> answer = http.send(request.apply(http, message.json()));
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                assertThat(answer.body())
                        .contains(other.name().equals("a firewall") ? "UNAUTHORIZED" : "HELD")
                        .doesNotContain("REJECTED");
            }
            launchDarkly.faults(FaultPlan.none());
            for (Sample.Message message : good()) {
                await().atMost(PATIENCE)
                        .pollDelay(Duration.ZERO)
                        .until(() ->
                                http.send(request.apply(http, message.json())).statusCode() == 200);
            }
            assertDelivered(launchDarkly);
        }
    }

    @ParameterizedTest
    @MethodSource("others")
    void kafka(Other other) throws Exception {
        try (StandIn launchDarkly = standIn(other);
                KafkaFixture kafka = KafkaFixture.create();
                RunningRoute route = impatient(kafka.route(launchDarkly)).start()) {
            kafka.send(good());
            awaitRequests(launchDarkly);
            assertThat(kafka.topics.committed(kafka.name, kafka.name)).isZero();
            assertThat(kafka.deadLetters()).isEmpty();
            launchDarkly.faults(FaultPlan.none());
            kafka.awaitNoLag();
            assertDelivered(launchDarkly);
            assertThat(kafka.deadLetters()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("others")
    void jms(Other other) throws Exception {
        String queue = "held-" + QUEUES.incrementAndGet();
        try (StandIn launchDarkly = standIn(other)) {
            broker.send(queue, good());
            try (RunningRoute route = impatient(RunningRoute.of(launchDarkly, "segment-jms-to-launchdarkly"))
                    .bind("segmentJms", new ActiveMQConnectionFactory(broker.coreUrl()))
                    .with("segment.jms.queue", queue)
                    .with("segment.jms.deadLetterQueue", queue + "-dead-letters")
                    .with("segment.jms.retryDelay", "50")
                    .with("segment.jms.maxRetryDelay", "200")
                    .start()) {
                awaitRequests(launchDarkly);
                assertThat(broker.depth(queue)).isEqualTo(good().size());
                assertThat(broker.drain(queue + "-dead-letters")).isEmpty();
                launchDarkly.faults(FaultPlan.none());
                await().atMost(PATIENCE).until(() -> broker.depth(queue) == 0);
                assertDelivered(launchDarkly);
                assertThat(broker.drain(queue + "-dead-letters")).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("others")
    void sqs(Other other) throws Exception {
        String queue = "held-" + QUEUES.incrementAndGet();
        String deadLetters = queue + "-dead-letters";
        try (StandIn launchDarkly = standIn(other)) {
            sqs.create(queue);
            sqs.create(deadLetters);
            sqs.send(queue, good());
            try (RunningRoute route = impatient(RunningRoute.of(launchDarkly, "segment-sqs-to-launchdarkly"))
                    .bind("sqs", sqs.client)
                    .with("segment.sqs.queue", queue)
                    .with("segment.sqs.deadLetterQueue", deadLetters)
                    .with("segment.sqs.waitTime", "1")
                    .with("segment.sqs.retryDelay", "50")
                    .with("segment.sqs.maxRetryDelay", "200")
                    .start()) {
                awaitRequests(launchDarkly);
                assertThat(sqs.depth(queue)).isEqualTo(good().size());
                assertThat(sqs.depth(deadLetters)).isZero();
                launchDarkly.faults(FaultPlan.none());
                await().atMost(PATIENCE).until(() -> sqs.depth(queue) == 0);
                assertDelivered(launchDarkly);
                assertThat(sqs.depth(deadLetters)).isZero();
            }
        }
    }
}
