package io.github.camelaudience.launchdarkly.sources.kafka;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;

/**
 * Ends a route from a batching Kafka consumer: commits each partition of the batch. The consumer's own header
 * commits one of them only. Fails when the group has moved on; the records then come again, here or at another member.
 */
public final class KafkaBatchCommit implements Processor {

    @Override
    public void process(Exchange exchange) {
        KafkaBatch.keptIn(exchange).commits().forEach(KafkaManualCommit::commit);
    }
}
