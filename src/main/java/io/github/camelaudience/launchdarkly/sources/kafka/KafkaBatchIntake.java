package io.github.camelaudience.launchdarkly.sources.kafka;

import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceConstants;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins a route from a batching Kafka consumer. Leaves out tombstones, and records that a rebalance has given to
 * another member while they were waiting for their batch: applied late, they would put old values over new ones.
 */
public final class KafkaBatchIntake implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaBatchIntake.class);

    @Override
    public void process(Exchange exchange) {
        KafkaBatch polled = KafkaBatch.inBodyOf(exchange);
        KafkaBatch owned = polled.owned();
        int moved = polled.records().size() - owned.records().size();
        if (moved > 0) {
            LOG.info("Left {} records to another member of the group: their partitions have moved.", moved);
        }
        owned.keepIn(exchange);
        Message message = exchange.getMessage();
        message.setBody(owned.records().stream()
                .filter(each -> each.getMessage().getBody() != null)
                .toList());
        // The group may give the same records to another member, which may not get to the last of them.
        message.setHeader(LaunchDarklyAudienceConstants.FORGET_ON_FAILURE, true);
    }
}
