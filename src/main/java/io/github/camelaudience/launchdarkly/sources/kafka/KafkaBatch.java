package io.github.camelaudience.launchdarkly.sources.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.consumer.DefaultKafkaManualCommit;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The records of one batch of a Kafka consumer, each an exchange. Uses nothing of them that is not the same in Camel 4.18
 * and 4.22.
 */
final class KafkaBatch {

    private static final String MANUAL_COMMIT = "CamelKafkaManualCommit";
    private static final String PROPERTY = "CamelLaunchDarklyAudienceKafkaBatch";

    private final List<Exchange> records;

    private KafkaBatch(List<Exchange> records) {
        this.records = records;
    }

    /** What the consumer has put into the body. */
    static KafkaBatch inBodyOf(Exchange exchange) {
        if (!(exchange.getMessage().getBody() instanceof Collection<?> body)) {
            throw new IllegalStateException("expected the batch of a Kafka consumer: it needs batching=true");
        }
        List<Exchange> records = new ArrayList<>(body.size());
        for (Object element : body) {
            records.add((Exchange) element);
        }
        return new KafkaBatch(records);
    }

    /** What was kept by {@link #keepIn}. */
    static KafkaBatch keptIn(Exchange exchange) {
        KafkaBatch batch = exchange.getProperty(PROPERTY, KafkaBatch.class);
        if (batch == null) {
            throw new IllegalStateException("KafkaBatchIntake must come first");
        }
        return batch;
    }

    void keepIn(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
    }

    List<Exchange> records() {
        return records;
    }

    /**
     * Without the records that are no longer this member's: since they were polled their partition was given away, or came
     * back after another member had committed them.
     */
    KafkaBatch owned() {
        if (records.isEmpty()) {
            return this;
        }
        Consumer<?, ?> consumer = commitOf(records.get(0)).getCamelExchangePayload().consumer;
        Set<TopicPartition> partitions =
                records.stream().map(record -> commitOf(record).getPartition()).collect(Collectors.toSet());
        partitions.retainAll(consumer.assignment());
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(partitions);
        return new KafkaBatch(records.stream()
                .filter(record -> isOwned(commitOf(record), partitions, committed))
                .toList());
    }

    private static boolean isOwned(
            DefaultKafkaManualCommit record,
            Set<TopicPartition> partitions,
            Map<TopicPartition, OffsetAndMetadata> committed) {
        OffsetAndMetadata next = committed.get(record.getPartition());
        return partitions.contains(record.getPartition())
                && (next == null || record.getRecordOffset() >= next.offset());
    }

    /** One commit for each partition, of its last record. */
    Collection<? extends KafkaManualCommit> commits() {
        Map<TopicPartition, DefaultKafkaManualCommit> last = new LinkedHashMap<>();
        for (Exchange each : records) {
            DefaultKafkaManualCommit commit = commitOf(each);
            last.merge(commit.getPartition(), commit, (a, b) -> a.getRecordOffset() > b.getRecordOffset() ? a : b);
        }
        return last.values();
    }

    /** Where a record is from. */
    static String sourceOf(Exchange each) {
        DefaultKafkaManualCommit commit = commitOf(each);
        return commit.getPartition() + "@" + commit.getRecordOffset();
    }

    private static DefaultKafkaManualCommit commitOf(Exchange each) {
        Object commit = each.getMessage().getHeader(MANUAL_COMMIT);
        if (commit instanceof DefaultKafkaManualCommit known) {
            return known;
        }
        throw new IllegalStateException(
                "the Kafka consumer needs allowManualCommit=true and no commit factory of its own");
    }
}
