package io.github.camelaudience.launchdarkly.kafka;

import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;
import org.apache.camel.support.task.Tasks;
import org.apache.camel.support.task.budget.Budgets;
import org.apache.kafka.common.errors.RebalanceInProgressException;

/**
 * The last step of a route from a batching Kafka consumer: commits each partition of the batch. The consumer's own header
 * commits one of them only. Fails when the group has moved on; the records then come again, here or at another member.
 *
 * <p>While the group is rebalanced a commit is refused for a moment. To fail then would make this member leave and join
 * again, which is a rebalance for all others, and so on; so it is tried until the rebalance is over.
 */
public final class KafkaBatchCommit implements Processor {

    private static final Duration INTERVAL = Duration.ofMillis(50);
    private static final int ATTEMPTS = 600;

    @Override
    public void process(Exchange exchange) {
        KafkaBatch.keptIn(exchange).commits().forEach(commit -> commit(commit, exchange.getContext()));
    }

    private static void commit(KafkaManualCommit commit, CamelContext context) {
        boolean committed = Tasks.foregroundTask()
                .withName("kafka-batch-commit")
                .withBudget(Budgets.iterationBudget()
                        .withMaxIterations(ATTEMPTS)
                        .withInitialDelay(Duration.ZERO)
                        .withInterval(INTERVAL)
                        .build())
                .build()
                .run(context, () -> isCommitted(commit));
        if (!committed) {
            throw new RebalanceInProgressException("the rebalance does not end");
        }
    }

    private static boolean isCommitted(KafkaManualCommit commit) {
        try {
            commit.commit();
            return true;
        } catch (RebalanceInProgressException e) {
            return false;
        }
    }
}
