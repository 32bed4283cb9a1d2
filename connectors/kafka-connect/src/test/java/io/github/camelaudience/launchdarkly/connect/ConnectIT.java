package io.github.camelaudience.launchdarkly.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelaudience.kill.Broker;
import io.github.camelaudience.kill.ConnectRun;
import io.github.camelaudience.kill.ConnectWorker;
import io.github.camelaudience.kill.KillResult;
import io.github.camelaudience.kill.Topics;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The plugin as it is shipped, on real distributed workers at a real broker. A long run: {@code mvn -q -f connectors verify -Pkill -pl
 * ..,kafka-connect -Dconnect.events=100000 -Dconnect.kills=6 -Dconnect.seed=7}; its last line tells what came of it.
 */
class ConnectIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static Path folder;
    private static Path plugins;
    private static Broker broker;

    @BeforeAll
    static void begin() throws Exception {
        folder = Files.createTempDirectory(Files.createDirectories(Path.of("target/connect")), "run");
        plugins = Files.createDirectories(folder.resolve("plugins"));
        unzip(Path.of(System.getProperty("connect.plugin")), plugins);
        broker = Broker.start(folder.resolve("broker"));
    }

    @AfterAll
    static void end() {
        if (broker != null) {
            broker.close();
        }
    }

    private static void unzip(Path zip, Path target) throws IOException {
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                Path file = target.resolve(entry.getName()).normalize();
                assertThat(file.startsWith(target)).isTrue();
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else {
                    Files.createDirectories(file.getParent());
                    Files.copy(in, file);
                }
            }
        }
    }

    /** As the page shows it, and the zip holds it. */
    private static ObjectNode exampleOfThePage() throws IOException {
        Path example = plugins.resolve("launchdarkly-audience-kafka-connect/config/audiences.json");
        return (ObjectNode) JSON.readTree(Files.readString(example));
    }

    @Test
    void thePluginHasItsManifestItsLicenceAndNoCamel() throws Exception {
        List<Path> files;
        try (Stream<Path> all = Files.walk(plugins)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        assertThat(files).extracting(file -> file.getFileName().toString()).contains("LICENSE", "README.md");
        List<Path> jars =
                files.stream().filter(file -> file.toString().endsWith(".jar")).toList();
        assertThat(jars)
                .extracting(jar -> jar.getFileName().toString().replaceFirst("-\\d.*", ""))
                .containsExactlyInAnyOrder(
                        "camel-launchdarkly-audience",
                        "camel-launchdarkly-audience-kafka-connect",
                        "httpclient5",
                        "httpcore5",
                        "httpcore5-h2",
                        "jackson-annotations",
                        "jackson-core",
                        "jackson-databind");
        List<String> services = new ArrayList<>();
        int classes = 0;
        for (Path jar : jars) {
            try (ZipInputStream in = new ZipInputStream(Files.newInputStream(jar))) {
                for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                    byte[] content = in.readAllBytes();
                    if (entry.getName().endsWith(".class")) {
                        classes++;
                        assertThat(new String(content, StandardCharsets.ISO_8859_1))
                                .as(jar.getFileName() + ": " + entry.getName())
                                .doesNotContain("org/apache/camel");
                    } else if (entry.getName()
                            .equals("META-INF/services/org.apache.kafka.connect.sink.SinkConnector")) {
                        services.add(new String(content, StandardCharsets.UTF_8).strip());
                    }
                }
            }
        }
        assertThat(classes).isGreaterThan(1_000);
        assertThat(services).containsExactly(LaunchDarklyAudienceSinkConnector.class.getName());
    }

    @Test
    void theExampleOfThePageIsValidatedDeployedAndDelivers() throws Exception {
        try (StandIn launchDarkly = StandIn.start();
                Topics topics = new Topics(broker.bootstrap());
                ConnectWorker worker =
                        new ConnectWorker(folder.resolve("example"), broker.bootstrap(), plugins, "example")) {
            ObjectNode connector = exampleOfThePage();
            String topic = connector.get("topics").asText();
            String deadLetters =
                    connector.get("errors.deadletterqueue.topic.name").asText();
            topics.create(topic, 3);
            topics.create(deadLetters, 1);
            worker.start();
            assertRowOfHosts(worker.get("/").get("version").asText());
            connector.put("clientSideId", launchDarkly.environment());
            connector.put("accessToken", launchDarkly.token());
            connector.put("baseUrl", launchDarkly.url());
            connector.put("errors.deadletterqueue.topic.replication.factor", "1");

            ObjectNode wrong = connector.deepCopy();
            wrong.put("accessToken", "sdk-1")
                    .put("maxBatchSise", "1")
                    .put("linger", "soon")
                    .put("operation", "verify");
            JsonNode found = validate(worker, wrong);
            assertThat(found.get("error_count").asInt()).isEqualTo(4);
            assertThat(errors(found, "accessToken"))
                    .contains("accessToken is an SDK key")
                    .doesNotContain("sdk-1");
            assertThat(errors(found, "maxBatchSise")).contains("no option of this connector");
            assertThat(errors(found, "linger")).contains("linger must be a duration");
            assertThat(errors(found, "operation")).contains("verifyOnStart");
            assertThat(validate(worker, connector).get("error_count").asInt()).isZero();

            assertThat(worker.put("/connectors/audiences/config", connector.toString())
                            .has("error_code"))
                    .isFalse();
            try (KafkaProducer<byte[], byte[]> producer = topics.producer()) {
                for (String user : List.of("u1", "u2", "u3")) {
                    send(producer, topic, user, SegmentMessage.identify(user).enters("x"));
                }
                send(producer, topic, "u4", SegmentMessage.identify("u4").says("x", "17"));
            }
            await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(launchDarkly.members("aud_x"))
                    .containsExactlyInAnyOrder("u1", "u2", "u3"));
            await().atMost(Duration.ofMinutes(1)).until(() -> topics.lag(topic, "connect-audiences") == 0);
            ConsumerRecord<byte[], byte[]> letter = topics.read(deadLetters).get(0);
            assertThat(new String(letter.value(), StandardCharsets.UTF_8))
                    .isEqualTo(SegmentMessage.identify("u4").says("x", "17"));
            assertThat(new String(
                            letter.headers()
                                    .lastHeader("__connect.errors.exception.message")
                                    .value(),
                            StandardCharsets.UTF_8))
                    .startsWith("Rejected a message of " + topic)
                    .contains("MEMBERSHIP_UNDETERMINED at $.traits");
            assertThat(worker.stop(60)).isTrue();
            assertThat(worker.loadedClasses()).anyMatch(line -> line.contains("LaunchDarklyAudienceSinkTask"));
            assertThat(worker.loadedClasses()).noneMatch(line -> line.contains("org.apache.camel"));
            assertThat(worker.log()).doesNotContain(launchDarkly.token(), "\"u4\"");
        }
    }

    /** The row of the table of hosts names the version that this ran on; {@code -Ddocs.write=true} writes it. */
    private static void assertRowOfHosts(String version) throws IOException {
        Path row = Path.of("../../docs/hosts/kafka-connect.md");
        String expected =
                "| Kafka Connect | " + version + ", no Camel | String, bytes, JSON and `Struct`; workers killed, paused"
                        + " and rebalanced; a dead letter queue | `ConnectIT` |\n";
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(row, expected);
        }
        assertThat(row).content().isEqualTo(expected);
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, String topic, String key, String value)
            throws Exception {
        producer.send(new ProducerRecord<>(
                        topic, key.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8)))
                .get();
    }

    private static JsonNode validate(ConnectWorker worker, ObjectNode connector) {
        ObjectNode named = connector.deepCopy().put("name", "audiences");
        return worker.put(
                "/connector-plugins/" + LaunchDarklyAudienceSinkConnector.class.getSimpleName() + "/config/validate",
                named.toString());
    }

    private static String errors(JsonNode found, String option) {
        for (JsonNode config : found.get("configs")) {
            if (config.at("/value/name").asText().equals(option)) {
                return config.at("/value/errors").toString();
            }
        }
        return "";
    }

    @Test
    void nothingIsLostOrWrongWhateverBefallsTheWorkers() throws Exception {
        long seed = Long.getLong("connect.seed", ThreadLocalRandom.current().nextLong(1_000_000));
        int events = Integer.getInteger("connect.events", 6_000);
        int kills = Integer.getInteger("connect.kills", 1);
        KillResult result = new ConnectRun(
                        events, kills, seed, broker.bootstrap(), folder.resolve("long"), plugins, exampleOfThePage())
                .run();
        String figures = "connect: events=" + events + " tasks=4 disturbances=" + result.kills() + " kills=" + kills
                + " seed=" + seed + " lost=" + result.lost() + " wrong=" + result.wrong() + " duplicates="
                + result.duplicates() + " seconds=" + result.seconds();
        System.out.println(figures);
        assertThat(result.isRight())
                .as(figures + " lag=" + result.lag() + ", logs in " + folder.toAbsolutePath())
                .isTrue();
    }
}
