package io.github.camelaudience.launchdarkly.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.standin.StandIn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;

/** Calls a task in the order in which Kafka Connect's {@code WorkerSinkTask} does, on the thread of the test. */
final class SimulatedWorker implements AutoCloseable {

    /** A record that the task reported. */
    record Reported(Position position, Throwable why) {}

    final List<Reported> reported = new ArrayList<>();
    final LaunchDarklyAudienceSinkTask task = new LaunchDarklyAudienceSinkTask();
    int puts;
    /** What Kafka Connect answers to a report. */
    Supplier<Future<Void>> reports = () -> CompletableFuture.completedFuture(null);

    private final SimulatedCluster cluster;
    private final int maxPoll;
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final Map<TopicPartition, Long> current = new HashMap<>();
    private final Map<TopicPartition, Long> seeks = new HashMap<>();
    private final Set<TopicPartition> paused = new HashSet<>();
    private boolean commitRequested;

    private SimulatedWorker(SimulatedCluster cluster, Map<String, String> configuration, boolean reports, int maxPoll) {
        this.cluster = cluster;
        this.maxPoll = maxPoll;
        task.initialize(new Context(configuration, reports));
        task.start(configuration);
    }

    static SimulatedWorker start(SimulatedCluster cluster, Map<String, String> configuration) {
        return new SimulatedWorker(cluster, configuration, true, 500);
    }

    static SimulatedWorker startWithoutReporter(SimulatedCluster cluster, Map<String, String> configuration) {
        return new SimulatedWorker(cluster, configuration, false, 500);
    }

    static SimulatedWorker start(SimulatedCluster cluster, Map<String, String> configuration, int maxPoll) {
        return new SimulatedWorker(cluster, configuration, true, maxPoll);
    }

    /** What a connector needs to reach the stand-in; pauses and time-outs are short. */
    static Map<String, String> configuration(StandIn launchDarkly, String... more) {
        Map<String, String> configuration = new HashMap<>(Map.of(
                "name", "audiences",
                "topics", SimulatedCluster.TOPIC,
                "clientSideId", launchDarkly.environment(),
                "accessToken", launchDarkly.token(),
                "baseUrl", launchDarkly.url(),
                "retryDelay", "10ms",
                "maxRetryDelay", "50ms",
                "responseTimeout", "2s",
                "unauthorizedCoolDown", "200ms"));
        for (int i = 0; i < more.length; i += 2) {
            configuration.put(more[i], more[i + 1]);
        }
        return configuration;
    }

    void assign(int... partitions) {
        List<TopicPartition> added =
                Arrays.stream(partitions).mapToObj(SimulatedCluster::partition).toList();
        added.forEach(each -> {
            positions.put(each, cluster.committed(each));
            current.put(each, cluster.committed(each));
        });
        paused.retainAll(positions.keySet());
        task.open(added);
        rewind();
    }

    void revoke(int... partitions) {
        close(Arrays.stream(partitions).mapToObj(SimulatedCluster::partition).toList());
    }

    private void close(Collection<TopicPartition> gone) {
        Map<TopicPartition, Long> complete = preCommit(gone);
        task.close(gone);
        complete.forEach(cluster::commit);
        gone.forEach(each -> {
            positions.remove(each);
            current.remove(each);
        });
    }

    /** They are another's already. */
    void lose(int... partitions) {
        List<TopicPartition> gone =
                Arrays.stream(partitions).mapToObj(SimulatedCluster::partition).toList();
        task.close(gone);
        gone.forEach(each -> {
            positions.remove(each);
            current.remove(each);
        });
    }

    private Map<TopicPartition, Long> preCommit(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> delivered = new HashMap<>();
        partitions.forEach(each -> delivered.put(each, new OffsetAndMetadata(current.get(each))));
        Map<TopicPartition, Long> complete = new HashMap<>();
        task.preCommit(new HashMap<>(delivered)).forEach((partition, offset) -> {
            assertThat(offset.offset()).as("not yet consumed").isLessThanOrEqualTo(current.get(partition));
            complete.put(partition, offset.offset());
        });
        return complete;
    }

    /** As when the interval of commits has passed. */
    void commit() {
        preCommit(new HashSet<>(positions.keySet())).forEach(cluster::commit);
    }

    /** One round. */
    void iteration() {
        if (commitRequested) {
            commitRequested = false;
            commit();
        }
        rewind();
        Map<TopicPartition, Long> next = new HashMap<>();
        List<SinkRecord> records = poll(next);
        task.put(records);
        puts++;
        current.putAll(next);
    }

    private void rewind() {
        seeks.forEach((partition, offset) -> {
            positions.put(partition, offset);
            current.put(partition, offset);
        });
        seeks.clear();
    }

    private List<SinkRecord> poll(Map<TopicPartition, Long> next) {
        List<SinkRecord> records = new ArrayList<>();
        for (TopicPartition partition : positions.keySet()) {
            if (paused.contains(partition)) {
                continue;
            }
            List<SchemaAndValue> log = cluster.log(partition);
            long offset = positions.get(partition);
            for (; offset < log.size() && records.size() < maxPoll; offset++) {
                SchemaAndValue value = log.get((int) offset);
                records.add(new SinkRecord(
                        partition.topic(),
                        partition.partition(),
                        null,
                        null,
                        value.schema(),
                        value.value(),
                        offset,
                        0L,
                        TimestampType.CREATE_TIME));
                next.put(partition, offset + 1);
            }
            positions.put(partition, offset);
        }
        return records;
    }

    /** Goes on until this is so. */
    void until(BooleanSupplier done) {
        await().pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .atMost(Duration.ofSeconds(30))
                .until(() -> {
                    iteration();
                    return done.getAsBoolean();
                });
    }

    void untilAllIsCommitted() {
        until(cluster::isAllCommitted);
    }

    Set<TopicPartition> paused() {
        return paused;
    }

    @Override
    public void close() {
        if (!positions.isEmpty()) {
            close(new HashSet<>(positions.keySet()));
        }
        task.stop();
    }

    private final class Context implements SinkTaskContext {
        private final Map<String, String> configuration;
        private final boolean reports;

        Context(Map<String, String> configuration, boolean reports) {
            this.configuration = configuration;
            this.reports = reports;
        }

        @Override
        public Map<String, String> configs() {
            return configuration;
        }

        @Override
        public void offset(Map<TopicPartition, Long> offsets) {
            seeks.putAll(offsets);
        }

        @Override
        public void offset(TopicPartition partition, long offset) {
            seeks.put(partition, offset);
        }

        @Override
        public void timeout(long millis) {
            assertThat(millis).isPositive();
        }

        @Override
        public Set<TopicPartition> assignment() {
            return Set.copyOf(positions.keySet());
        }

        @Override
        public void pause(TopicPartition... partitions) {
            assertThat(positions).containsKeys(partitions);
            paused.addAll(List.of(partitions));
        }

        @Override
        public void resume(TopicPartition... partitions) {
            assertThat(positions).containsKeys(partitions);
            List.of(partitions).forEach(paused::remove);
        }

        @Override
        public void requestCommit() {
            commitRequested = true;
        }

        @Override
        public ErrantRecordReporter errantRecordReporter() {
            return !reports
                    ? null
                    : (kafka, why) -> {
                        reported.add(new Reported(Position.of(kafka), why));
                        return SimulatedWorker.this.reports.get();
                    };
        }

        @Override
        public PluginMetrics pluginMetrics() {
            return null;
        }
    }
}
