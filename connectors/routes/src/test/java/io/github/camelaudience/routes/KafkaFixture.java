package io.github.camelaudience.routes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.kill.Broker;
import io.github.camelaudience.kill.Topics;
import io.github.camelaudience.standin.StandIn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** A topic, its dead-letter topic and a group of their own, at the one broker that all tests of this JVM share. */
final class KafkaFixture implements AutoCloseable {

    private static final int PARTITIONS = 6;
    private static final AtomicInteger COUNT = new AtomicInteger();

    /** Started when first needed; ends with this JVM. */
    private static final class Shared {
        static final Broker BROKER = start();

        private static Broker start() {
            try {
                return Broker.start(Files.createTempDirectory(Path.of("target"), "broker"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    final Topics topics = new Topics(bootstrap());
    final String name = "segment-" + COUNT.incrementAndGet();
    final String deadLetters = name + "-dead-letters";
    private final KafkaProducer<byte[], byte[]> producer = topics.producer();

    static String bootstrap() {
        return Shared.BROKER.bootstrap();
    }

    /** With both topics. */
    static KafkaFixture create() throws Exception {
        KafkaFixture kafka = withoutDeadLetters();
        kafka.createDeadLetters();
        return kafka;
    }

    static KafkaFixture withoutDeadLetters() throws Exception {
        KafkaFixture kafka = new KafkaFixture();
        kafka.topics.create(kafka.name, PARTITIONS);
        return kafka;
    }

    void createDeadLetters() throws Exception {
        topics.create(deadLetters, 1);
    }

    /** The shipped route for these topics; it reads again soon what has failed. */
    RunningRoute route(StandIn launchDarkly) {
        return configured(RunningRoute.of(launchDarkly, "segment-kafka-to-launchdarkly"))
                .with("camel.main.shutdown-timeout", "2")
                .with("segment.kafka.pauseAfterFailure", "100")
                .with("segment.kafka.sessionTimeout", "6000")
                .with("segment.kafka.heartbeatInterval", "500");
    }

    RunningRoute configured(RunningRoute route) {
        return route.with("segment.kafka.brokers", bootstrap())
                .with("segment.kafka.topic", name)
                .with("segment.kafka.deadLetterTopic", deadLetters)
                .with("segment.kafka.group", name);
    }

    /** Sends each message with its user as the key, and waits for all acknowledgements. */
    void send(List<Sample.Message> messages) throws Exception {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (Sample.Message message : messages) {
            sent.add(producer.send(new ProducerRecord<>(
                    name, message.userId().getBytes(UTF_8), message.json().getBytes(UTF_8))));
        }
        for (Future<RecordMetadata> each : sent) {
            each.get();
        }
    }

    RecordMetadata send(String key, byte[] value, String header, String headerValue) throws Exception {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(name, key.getBytes(UTF_8), value);
        if (header != null) {
            record.headers().add(header, headerValue.getBytes(UTF_8));
        }
        return producer.send(record).get();
    }

    long lag() throws Exception {
        return topics.lag(name, name);
    }

    void awaitNoLag() {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> lag() == 0);
    }

    /** Each once: a batch that is read again buries again. */
    List<ConsumerRecord<byte[], byte[]>> deadLetters() throws Exception {
        Map<String, ConsumerRecord<byte[], byte[]>> bySource = new LinkedHashMap<>();
        for (ConsumerRecord<byte[], byte[]> letter : topics.read(deadLetters)) {
            bySource.put(
                    header(letter, "launchdarkly-audience.source") + header(letter, "launchdarkly-audience.path"),
                    letter);
        }
        return new ArrayList<>(bySource.values());
    }

    static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        assertThat(letter.headers().lastHeader(name)).as(name).isNotNull();
        return new String(letter.headers().lastHeader(name).value(), UTF_8);
    }

    @Override
    public void close() {
        producer.close();
        topics.close();
    }
}
