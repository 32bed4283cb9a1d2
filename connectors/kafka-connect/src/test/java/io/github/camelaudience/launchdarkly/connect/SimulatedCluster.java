package io.github.camelaudience.launchdarkly.connect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.SchemaAndValue;

/** A topic and the offsets that a group has committed, without a broker. */
final class SimulatedCluster {

    static final String TOPIC = "segment";

    private final Map<TopicPartition, List<SchemaAndValue>> logs = new HashMap<>();
    private final Map<TopicPartition, Long> committed = new HashMap<>();

    static TopicPartition partition(int number) {
        return new TopicPartition(TOPIC, number);
    }

    void send(int partition, Object value) {
        send(partition, new SchemaAndValue(null, value));
    }

    void send(int partition, SchemaAndValue value) {
        logs.computeIfAbsent(partition(partition), key -> new ArrayList<>()).add(value);
    }

    List<SchemaAndValue> log(TopicPartition partition) {
        return logs.getOrDefault(partition, List.of());
    }

    long committed(int partition) {
        return committed(partition(partition));
    }

    long committed(TopicPartition partition) {
        return committed.getOrDefault(partition, 0L);
    }

    void commit(TopicPartition partition, long offset) {
        committed.put(partition, offset);
    }

    boolean isAllCommitted() {
        return logs.entrySet().stream()
                .allMatch(log -> committed(log.getKey()) == log.getValue().size());
    }
}
