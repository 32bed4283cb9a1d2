package io.github.camelaudience.routes;

import static org.awaitility.Awaitility.await;

import io.github.camelaudience.standin.StandIn;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How many messages a second come through a queue, to a LaunchDarkly that takes 5 ms for an answer. Not part of the
 * ordinary run: {@code -Dtest=QueueRates}.
 */
class QueueRates {

    private static final Duration LATENCY = Duration.ofMillis(5);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    Path directory;

    @Test
    void jms() throws Exception {
        for (Object[] setting : new Object[][] {{1, 1}, {20, 1}, {1, 100}, {1, 500}, {4, 500}}) {
            jms((int) setting[0], (int) setting[1]);
        }
    }

    private void jms(int consumers, int batch) throws Exception {
        List<Sample.Message> messages = Sample.all().messages();
        try (LocalArtemis broker = LocalArtemis.start(directory.resolve(consumers + "-" + batch));
                StandIn launchDarkly = StandIn.builder().latency(LATENCY).start();
                RunningRoute route = RunningRoute.of(launchDarkly, "segment-jms-to-launchdarkly")
                        .bind("segmentJms", new ActiveMQConnectionFactory(broker.coreUrl()))
                        .with("segment.jms.consumers", Integer.toString(consumers))
                        .with("segment.jms.batch", Integer.toString(batch))
                        .start()) {
            String setting = "JMS, " + consumers + " consumers, " + batch + " messages of a transaction";
            long before = 0;
            for (String phase : List.of("first", "warm")) {
                broker.send("segment-audiences", messages);
                long start = System.nanoTime();
                await().pollInterval(Duration.ofMillis(20))
                        .atMost(PATIENCE)
                        .until(() -> broker.depth("segment-audiences") == 0);
                print(setting + ", " + phase, messages.size(), System.nanoTime() - start, launchDarkly, before);
                before = launchDarkly.counters().received();
            }
        }
    }

    private static void print(String setting, int messages, long nanos, StandIn launchDarkly, long before) {
        System.out.printf(
                "%s: %d messages, %.0f messages/s, %d requests%n",
                setting, messages, messages * 1e9 / nanos, launchDarkly.counters().received() - before);
    }
}
