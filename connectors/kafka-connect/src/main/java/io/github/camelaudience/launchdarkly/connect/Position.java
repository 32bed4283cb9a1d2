package io.github.camelaudience.launchdarkly.connect;

import io.github.camelaudience.launchdarkly.core.sync.Origins;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Tells where a record stands in Kafka, whatever transformations have made of it.
 *
 * @param partition topic and partition
 * @param offset    in it
 */
record Position(TopicPartition partition, long offset) {

    /** Tells of each message where its record stands. */
    static final Origins<SinkRecord> ORIGINS = new Origins<>() {
        @Override
        public String place(SinkRecord kafka) {
            return "kafka " + of(kafka);
        }
    };

    static Position of(SinkRecord kafka) {
        return new Position(
                new TopicPartition(kafka.originalTopic(), kafka.originalKafkaPartition()), kafka.originalKafkaOffset());
    }

    /** Reads as {@code topic-partition@offset}. */
    @Override
    public String toString() {
        return partition + "@" + offset;
    }
}
