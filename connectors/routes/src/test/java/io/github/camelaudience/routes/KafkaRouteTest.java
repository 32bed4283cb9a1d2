package io.github.camelaudience.routes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import io.github.camelaudience.standin.StandIn;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** routes/segment-kafka-to-launchdarkly.camel.yaml. */
class KafkaRouteTest {

    private static final Sample SAMPLE = Sample.all();

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    @Execution(CONCURRENT)
    void theSampleEndsInItsMembership(int consumers) throws Exception {
        try (StandIn launchDarkly = StandIn.start();
                KafkaFixture kafka = KafkaFixture.create();
                RunningRoute route = kafka.route(launchDarkly)
                        .with("segment.kafka.consumers", Integer.toString(consumers))
                        .start()) {
            kafka.send(SAMPLE.messages());
            kafka.awaitNoLag();
            assertThat(RunningRoute.members(launchDarkly, SAMPLE.members().keySet()))
                    .isEqualTo(SAMPLE.members());

            List<ConsumerRecord<byte[], byte[]>> letters = kafka.deadLetters();
            assertThat(letters.stream()
                            .map(letter -> new Sample.Message(
                                    new String(letter.key(), UTF_8), new String(letter.value(), UTF_8), true)))
                    .containsExactlyInAnyOrderElementsOf(SAMPLE.messages().stream()
                            .filter(Sample.Message::broken)
                            .toList());
            assertThat(letters).allSatisfy(letter -> {
                assertThat(KafkaFixture.header(letter, "launchdarkly-audience.reason"))
                        .isEqualTo("MEMBERSHIP_UNDETERMINED");
                assertThat(KafkaFixture.header(letter, "launchdarkly-audience.path"))
                        .isIn("$.traits", "$.properties");
            });

            ConsumerRecord<byte[], byte[]> mended = letters.get(0);
            String user = new String(mended.key(), UTF_8);
            String cohort = "aud_mended";
            String value =
                    new String(mended.value(), UTF_8).replace(":17", ":true").replaceFirst("aud_\\d+", cohort);
            kafka.send(user, value.getBytes(UTF_8), null, null);
            kafka.awaitNoLag();
            assertThat(launchDarkly.members(cohort)).containsExactly(user);
        }
    }

    @Test
    @Execution(CONCURRENT)
    void takesPackedRecordsAndArraysAndPassesOverTombstones() throws Exception {
        Sample.Message first = SAMPLE.messages().get(1);
        Sample.Message second = SAMPLE.messages().get(2);
        String broken = SAMPLE.messages().get(0).json();
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(("[" + first.json() + "," + broken + "]").getBytes(UTF_8));
        }
        try (StandIn launchDarkly = StandIn.start();
                KafkaFixture kafka = KafkaFixture.create();
                RunningRoute route = kafka.route(launchDarkly).start()) {
            RecordMetadata source = kafka.send(first.userId(), packed.toByteArray(), "Content-Encoding", "gzip");
            kafka.send(second.userId(), second.json().getBytes(UTF_8), null, null);
            RecordMetadata garbage = kafka.send("k", new byte[] {(byte) 0xff, 0, '\n'}, "theirs", "kept");
            kafka.send(first.userId(), null, null, null);
            kafka.send(second.userId(), null, null, null);
            kafka.awaitNoLag();
            assertThat(launchDarkly.histories()).hasSize(2);

            List<ConsumerRecord<byte[], byte[]>> letters = kafka.deadLetters();
            assertThat(letters).hasSize(2);
            ConsumerRecord<byte[], byte[]> ofArray = letters.stream()
                    .filter(letter -> new String(letter.value(), UTF_8).equals(broken))
                    .findFirst()
                    .orElseThrow();
            assertThat(KafkaFixture.header(ofArray, "launchdarkly-audience.path"))
                    .startsWith("$[1].");
            assertThat(KafkaFixture.header(ofArray, "launchdarkly-audience.source"))
                    .isEqualTo(source.topic() + "-" + source.partition() + "@" + source.offset());
            assertThat(ofArray.headers().lastHeader("Content-Encoding")).isNull();
            letters.remove(ofArray);
            assertThat(letters.get(0).value()).containsExactly(0xff, 0, '\n');
            assertThat(KafkaFixture.header(letters.get(0), "theirs")).isEqualTo("kept");
            assertThat(KafkaFixture.header(letters.get(0), "launchdarkly-audience.reason"))
                    .isEqualTo("NOT_JSON");
            assertThat(KafkaFixture.header(letters.get(0), "launchdarkly-audience.source"))
                    .isEqualTo(garbage.topic() + "-" + garbage.partition() + "@" + garbage.offset());
            assertThat(letters.get(0).headers().toArray())
                    .extracting(header -> header.key())
                    .containsExactlyInAnyOrder(
                            "theirs",
                            "launchdarkly-audience.reason",
                            "launchdarkly-audience.path",
                            "launchdarkly-audience.detail",
                            "launchdarkly-audience.source");
        }
    }

    @Test
    @Execution(CONCURRENT)
    void aSenderCannotSayWhatIsDone() throws Exception {
        List<String> good = Sample.of(8).json();
        List<String> names = List.of(
                "CAMELLaunchDarklyAudienceOperation",
                "camelLaunchDarklyAudienceOperation",
                "CamelLaunchDarklyAudienceOperation");
        try (StandIn launchDarkly = StandIn.start();
                KafkaFixture kafka = KafkaFixture.create();
                RunningRoute route = kafka.route(launchDarkly).start()) {
            for (int i = 0; i < names.size(); i++) {
                kafka.send("u" + i, good.get(i + 1).getBytes(UTF_8), names.get(i), "explain");
            }
            for (String header : List.of(
                    "kafka.OVERRIDE_TOPIC",
                    "KAFKA.override_topic",
                    "CamelKafkaOverrideTopic",
                    "CAMELKAFKAOVERRIDETOPIC")) {
                kafka.send(header, "no json".getBytes(UTF_8), header, "elsewhere");
            }
            kafka.awaitNoLag();
            assertThat(launchDarkly.histories()).hasSize(names.size());
            assertThat(kafka.deadLetters()).hasSize(4);
        }
    }

    /** The headers of a letter would make it larger than what its topic takes by default, which no waiting would mend. */
    @Test
    @Execution(CONCURRENT)
    void aLetterThatWouldBeTooLargeIsShortenedAndBlankRecordsAreKept() throws Exception {
        Sample sample = Sample.of(100);
        byte[] large = ("no json " + "x".repeat(1_048_000)).getBytes(UTF_8);
        try (StandIn launchDarkly = StandIn.start();
                KafkaFixture kafka = KafkaFixture.create();
                RunningRoute route = kafka.route(launchDarkly).start()) {
            kafka.send("large", large, null, null);
            kafka.send("headers", "no json".getBytes(UTF_8), "theirs", "x".repeat(1_048_000));
            kafka.send("k".repeat(1_048_000), "no json".getBytes(UTF_8), null, null);
            kafka.send("blank", " ".getBytes(UTF_8), null, null);
            kafka.send("empty", new byte[0], null, null);
            kafka.send(sample.messages());
            kafka.awaitNoLag();
            assertThat(RunningRoute.members(launchDarkly, sample.members().keySet()))
                    .isEqualTo(sample.members());
            Map<String, ConsumerRecord<byte[], byte[]>> letters = new HashMap<>();
            for (ConsumerRecord<byte[], byte[]> letter : kafka.deadLetters()) {
                letters.put(letter.key() == null ? "no key" : new String(letter.key(), UTF_8), letter);
            }
            assertThat(letters).hasSize(5 + sample.broken()).allSatisfy((key, letter) -> {
                assertThat(KafkaFixture.header(letter, "launchdarkly-audience.path"))
                        .startsWith("$");
                assertThat(KafkaFixture.header(letter, "launchdarkly-audience.source"))
                        .startsWith(kafka.name);
            });
            assertThat(new String(large, UTF_8))
                    .startsWith(new String(letters.get("large").value(), UTF_8));
            assertThat(letters.get("large").value().length).isBetween(990_000, 1_000_000);
            assertThat(KafkaFixture.header(letters.get("large"), "launchdarkly-audience.originalLength"))
                    .isEqualTo(Integer.toString(large.length));
            for (String key : List.of("headers", "no key")) {
                assertThat(letters.get(key).value()).asString().isEqualTo("no json");
                assertThat(KafkaFixture.header(letters.get(key), "launchdarkly-audience.originalLength"))
                        .isEqualTo("7");
            }
            assertThat(letters.get("blank").value()).asString().isEqualTo(" ");
            assertThat(letters.get("empty").value()).isEmpty();
        }
    }

    @Test
    @Execution(CONCURRENT)
    void nothingIsCommittedBeforeTheDeadLettersAre() throws Exception {
        Sample sample = Sample.of(400);
        try (StandIn launchDarkly = StandIn.start();
                KafkaFixture kafka = KafkaFixture.withoutDeadLetters();
                RunningRoute route = kafka.route(launchDarkly)
                        .with("segment.kafka.batch", "1000")
                        .start()) {
            kafka.send(sample.messages());
            launchDarkly.awaitRequests(1, Duration.ofSeconds(30));
            assertThat(kafka.lag()).isPositive();
            kafka.createDeadLetters();
            kafka.awaitNoLag();
            assertThat(RunningRoute.members(launchDarkly, sample.members().keySet()))
                    .isEqualTo(sample.members());
            assertThat(kafka.deadLetters()).hasSize(sample.broken());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"topic.camel.yaml", "AudienceTopic.java", "topic.camel.xml"})
    @Execution(CONCURRENT)
    void examplesEndInTheSameMembership(String example) throws Exception {
        Sample sample = Sample.of(600);
        try (StandIn launchDarkly = StandIn.start();
                KafkaFixture kafka = KafkaFixture.create();
                RunningRoute route = kafka.configured(RunningRoute.example(launchDarkly, example))
                        .start()) {
            kafka.send(sample.messages());
            kafka.awaitNoLag();
            assertThat(RunningRoute.members(launchDarkly, sample.members().keySet()))
                    .isEqualTo(sample.members());
            assertThat(kafka.deadLetters().stream()
                            .map(letter -> new String(letter.key(), UTF_8))
                            .collect(Collectors.toSet()))
                    .hasSize(sample.broken());
        }
    }
}
