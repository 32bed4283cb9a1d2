package io.github.camelaudience.launchdarkly.sources.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceConstants;
import io.github.camelaudience.launchdarkly.RejectedMessagesException;
import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import io.github.camelaudience.launchdarkly.core.sync.RejectedMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.consumer.DefaultKafkaManualCommit;
import org.apache.camel.component.kafka.consumer.KafkaManualCommitFactory.CamelExchangePayload;
import org.apache.camel.component.kafka.consumer.KafkaManualCommitFactory.KafkaRecordPayload;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is done with a batch of records before and after the component, with Kafka's own consumer in memory. */
class KafkaBatchTest {

    private static final TopicPartition P0 = new TopicPartition("audiences", 0);
    private static final TopicPartition P1 = new TopicPartition("audiences", 1);

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final List<String> committed = new ArrayList<>();
    private final Deque<RuntimeException> commitFailures = new ArrayDeque<>();

    @AfterEach
    void close() {
        consumer.close();
        context.stop();
    }

    /** As the consumer of Camel makes it; the commit is written down. */
    private final class Commit extends DefaultKafkaManualCommit {
        Commit(TopicPartition partition, long offset) {
            super(
                    new CamelExchangePayload(null, consumer, "thread", null),
                    new KafkaRecordPayload(partition, offset, 1_000));
        }

        @Override
        public void commit() {
            RuntimeException failure = commitFailures.poll();
            if (failure != null) {
                throw failure;
            }
            committed.add(getPartition().partition() + "@" + getRecordOffset());
        }
    }

    private Exchange element(TopicPartition partition, long offset, Object value) {
        Exchange element = new DefaultExchange(context);
        element.getMessage().setHeader("CamelKafkaManualCommit", new Commit(partition, offset));
        element.getMessage().setBody(value);
        return element;
    }

    private Exchange batch(Exchange... elements) {
        Exchange batch = new DefaultExchange(context);
        batch.getMessage().setBody(List.of(elements));
        return batch;
    }

    private static List<Object> values(Exchange batch) {
        return Stream.of(batch.getMessage().getBody(Exchange[].class))
                .map(element -> element.getMessage().getBody())
                .toList();
    }

    @Test
    void commitsTheLastRecordOfEachPartition() {
        consumer.assign(Set.of(P0, P1));
        Exchange batch = batch(element(P0, 7, "a"), element(P0, 8, "b"), element(P1, 3, "c"), element(P1, 4, null));
        new KafkaBatchIntake().process(batch);
        assertThat(values(batch)).containsExactly("a", "b", "c");
        assertThat(batch.getMessage().getHeader(LaunchDarklyAudienceConstants.FORGET_ON_FAILURE))
                .isEqualTo(true);
        batch.getMessage().setBody("whatever later steps make of it");
        new KafkaBatchCommit().process(batch);
        assertThat(committed).containsExactly("0@8", "1@4");
    }

    @Test
    void failsWhenTheGroupHasMovedOn() {
        consumer.assign(Set.of(P0));
        Exchange batch = batch(element(P0, 7, "a"));
        new KafkaBatchIntake().process(batch);
        commitFailures.add(new CommitFailedException());
        assertThatThrownBy(() -> new KafkaBatchCommit().process(batch)).isInstanceOf(CommitFailedException.class);
        assertThat(committed).isEmpty();
    }

    @Test
    void leavesRecordsOfAPartitionThatWasGivenAway() {
        consumer.assign(Set.of(P1));
        Exchange batch = batch(element(P0, 7, "a"), element(P1, 3, "c"));
        new KafkaBatchIntake().process(batch);
        assertThat(values(batch)).containsExactly("c");
        new KafkaBatchCommit().process(batch);
        assertThat(committed).containsExactly("1@3");
    }

    @Test
    void leavesRecordsThatAnotherMemberHasCommittedMeanwhile() {
        consumer.assign(Set.of(P0, P1));
        consumer.commitSync(Map.of(P0, new OffsetAndMetadata(9)));
        Exchange batch = batch(element(P0, 7, "a"), element(P0, 8, "b"), element(P0, 9, "newer"), element(P1, 3, "c"));
        new KafkaBatchIntake().process(batch);
        assertThat(values(batch)).containsExactly("newer", "c");
    }

    @Test
    void nothingMayBeLeft() {
        consumer.assign(Set.of());
        Exchange batch = batch(element(P0, 7, "a"));
        new KafkaBatchIntake().process(batch);
        new KafkaBatchCommit().process(batch);
        assertThat(values(batch)).isEmpty();
        assertThat(committed).isEmpty();
    }

    @Test
    void saysWhatTheConsumerLacks() {
        Exchange single = new DefaultExchange(context);
        single.getMessage().setBody("a");
        assertThatThrownBy(() -> new KafkaBatchIntake().process(single)).hasMessageContaining("batching=true");
        assertThatThrownBy(() -> new KafkaBatchIntake().process(batch(new DefaultExchange(context))))
                .hasMessageContaining("allowManualCommit=true");
        assertThatThrownBy(() -> new KafkaBatchCommit().process(single)).hasMessageContaining("KafkaBatchIntake");
    }

    private static RejectedMessage rejected(String path, String raw) {
        return new RejectedMessage(
                RejectReason.MEMBERSHIP_UNDETERMINED, path, "why", "why", raw.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void deadLettersKeepKeyHeadersAndValue() {
        consumer.assign(Set.of(P0));
        byte[] value = " {\"a\":\"\u00eb\"}\n".getBytes(StandardCharsets.UTF_8);
        Exchange alone = element(P0, 7, value);
        alone.getMessage().setHeader("theirs", new byte[] {1});
        Exchange among = element(P0, 8, "[{\"b\":1},{\"c\":2}]");
        among.getMessage().setHeader("Content-Encoding", "gzip");
        Exchange good = element(P0, 9, "{}");
        Exchange batch = batch(alone, among, good);
        new KafkaBatchIntake().process(batch);
        alone.setException(
                new RejectedMessagesException(List.of(rejected("$[0].traits.x", "{\"a\":\"\u00eb\"}")), alone));
        among.setException(new RejectedMessagesException(List.of(rejected("$[1][1]", "{\"c\":2}")), among));

        new KafkaDeadLetters().process(batch);

        Exchange[] letters = batch.getMessage().getBody(Exchange[].class);
        assertThat(letters).hasSize(2);
        assertThat(letters[0].getMessage().getBody()).isSameAs(value);
        assertThat(letters[0].getMessage().getHeaders())
                .containsEntry("theirs", new byte[] {1})
                .containsEntry("launchdarkly-audience.reason", "MEMBERSHIP_UNDETERMINED")
                .containsEntry("launchdarkly-audience.path", "$.traits.x")
                .containsEntry("launchdarkly-audience.detail", "why")
                .containsEntry("launchdarkly-audience.source", "audiences-0@7");
        assertThat(letters[1].getMessage().getBody(String.class)).isEqualTo("{\"c\":2}");
        assertThat(letters[1].getMessage().getHeaders())
                .doesNotContainKey("Content-Encoding")
                .containsEntry("launchdarkly-audience.path", "$[1]")
                .containsEntry("launchdarkly-audience.source", "audiences-0@8");
        assertThat(among.getMessage().getHeaders()).containsKey("Content-Encoding");
    }

    @Test
    void aDeadLetterThatIsTooLargeLosesHeadersBeforeItsValue() {
        consumer.assign(Set.of(P0));
        byte[] value = "x".repeat(9_000).getBytes(StandardCharsets.UTF_8);
        Exchange headers = element(P0, 7, value);
        headers.getMessage().setHeader("kafka.KEY", new byte[] {1});
        headers.getMessage().setHeader("theirs", new byte[9_000]);
        Exchange large = element(P0, 8, "x".repeat(40_000));
        Exchange batch = batch(headers, large);
        new KafkaBatchIntake().process(batch);
        headers.setException(new RejectedMessagesException(
                List.of(rejected("$[0]." + "p".repeat(99_000), "x".repeat(9_000))), headers));
        large.setException(new RejectedMessagesException(List.of(rejected("$[1]", "x".repeat(40_000))), large));

        KafkaDeadLetters deadLetters = new KafkaDeadLetters();
        deadLetters.setMaxBytes(16_384);
        deadLetters.process(batch);

        Exchange[] letters = batch.getMessage().getBody(Exchange[].class);
        assertThat(letters[0].getMessage().getBody()).isSameAs(value);
        assertThat(letters[0].getMessage().getHeaders())
                .containsKey("kafka.KEY")
                .doesNotContainKey("theirs")
                .containsEntry("launchdarkly-audience.originalLength", "9000");
        assertThat(letters[0].getMessage().getHeader("launchdarkly-audience.path", String.class))
                .hasSize(1_000)
                .endsWith("\u2026");
        assertThat(letters[1].getMessage().getBody(String.class)).hasSizeBetween(14_000, 16_000);
        assertThat(letters[1].getMessage().getHeaders())
                .containsEntry("launchdarkly-audience.originalLength", "40000")
                .containsEntry("launchdarkly-audience.source", "audiences-0@8");
        assertThatThrownBy(() -> deadLetters.setMaxBytes(0)).hasMessage("maxBytes must be at least 16384 but was: 0");
    }
}
