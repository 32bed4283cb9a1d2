package io.github.camelaudience.launchdarkly.connect;

import io.github.camelaudience.launchdarkly.core.sync.SyncResult;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/** Holds the records of one session, from its beginning until it is taken note of. */
final class RecordBatch {

    private final List<SinkRecord> records;
    private final CompletableFuture<SyncResult<SinkRecord>> result;
    private final Map<TopicPartition, Long> first = new LinkedHashMap<>();

    RecordBatch(Collection<SinkRecord> records, CompletableFuture<SyncResult<SinkRecord>> result) {
        this.records = List.copyOf(records);
        this.result = result;
        for (SinkRecord each : this.records) {
            Position position = Position.of(each);
            first.merge(position.partition(), position.offset(), Math::min);
        }
    }

    int size() {
        return records.size();
    }

    CompletableFuture<SyncResult<SinkRecord>> result() {
        return result;
    }

    /** Gives the first offset of each partition. */
    Map<TopicPartition, Long> first() {
        return first;
    }
}
