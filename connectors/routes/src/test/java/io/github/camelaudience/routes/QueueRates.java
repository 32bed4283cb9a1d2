package io.github.camelaudience.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.standin.StandIn;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How many messages a second come through a queue, the start of the route included, to a LaunchDarkly that takes 5 ms for
 * an answer. Not part of the
 * ordinary run: {@code -Dtest=QueueRates}.
 */
class QueueRates {

    private static final Duration LATENCY = Duration.ofMillis(5);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    Path directory;

    private int brokers;

    @Test
    void jms() throws Exception {
        jms(1, 500); // warms up
        for (int[] setting : new int[][] {{1, 1}, {20, 1}, {1, 100}, {1, 500}, {4, 500}}) {
            jms(setting[0], setting[1]);
        }
    }

    private void jms(int consumers, int batch) throws Exception {
        List<Sample.Message> messages = Sample.all().messages();
        try (LocalArtemis broker = LocalArtemis.start(directory.resolve("broker-" + ++brokers));
                StandIn launchDarkly = StandIn.builder().latency(LATENCY).start()) {
            broker.send("segment-audiences", messages);
            long start = System.nanoTime();
            try (RunningRoute route = RunningRoute.of(launchDarkly, "segment-jms-to-launchdarkly")
                    .bind("segmentJms", new ActiveMQConnectionFactory(broker.coreUrl()))
                    .with("segment.jms.consumers", Integer.toString(consumers))
                    .with("segment.jms.batch", Integer.toString(batch))
                    .start()) {
                awaitEmpty(() -> broker.depth("segment-audiences"));
                print("JMS, consumers=" + consumers + " batch=" + batch, start, launchDarkly);
            }
        }
    }

    @Test
    void sqs() throws Exception {
        sqs(2, 1000); // warms up
        for (int[] setting : new int[][] {{1, 1}, {1, 1000}, {2, 1000}, {4, 1000}}) {
            sqs(setting[0], setting[1]);
        }
    }

    private void sqs(int consumers, int inFlight) throws Exception {
        try (LocalSqs sqs = new LocalSqs();
                StandIn launchDarkly = StandIn.builder().latency(LATENCY).start()) {
            sqs.create("segment-audiences");
            sqs.create("segment-audiences-dead-letters");
            sqs.send("segment-audiences", Sample.all().messages());
            long start = System.nanoTime();
            try (RunningRoute route = RunningRoute.of(launchDarkly, "segment-sqs-to-launchdarkly")
                    .bind("sqs", sqs.client)
                    .with("segment.sqs.waitTime", "1")
                    .with("segment.sqs.consumers", Integer.toString(consumers))
                    .with("segment.sqs.inFlight", Integer.toString(inFlight))
                    .start()) {
                awaitEmpty(() -> sqs.depth("segment-audiences"));
                print("SQS, consumers=" + consumers + " inFlight=" + inFlight, start, launchDarkly);
            }
        }
    }

    private static void awaitEmpty(LongSupplier depth) {
        await().pollInterval(Duration.ofMillis(20)).atMost(PATIENCE).until(() -> depth.getAsLong() == 0);
    }

    private static void print(String setting, long start, StandIn launchDarkly) {
        long nanos = System.nanoTime() - start;
        assertThat(RunningRoute.members(launchDarkly, Sample.all().members().keySet()))
                .isEqualTo(Sample.all().members());
        System.out.printf(
                "%s: %.0f messages/s, %d requests%n",
                setting, Sample.SIZE * 1e9 / nanos, launchDarkly.counters().received());
    }
}
