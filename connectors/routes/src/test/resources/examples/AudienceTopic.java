import io.github.camelaudience.launchdarkly.RejectedMessagesException;
import io.github.camelaudience.launchdarkly.sources.kafka.KafkaBatchCommit;
import io.github.camelaudience.launchdarkly.sources.kafka.KafkaBatchIntake;
import io.github.camelaudience.launchdarkly.sources.kafka.KafkaDeadLetters;
import org.apache.camel.builder.RouteBuilder;

public class AudienceTopic extends RouteBuilder {
    @Override
    public void configure() {
        from("kafka:{{segment.kafka.topic}}?brokers={{segment.kafka.brokers}}&groupId={{segment.kafka.group}}"
                + "&autoOffsetReset=earliest&autoCommitEnable=false&allowManualCommit=true"
                + "&batching=true&maxPollRecords=500&pollTimeoutMs=500&batchingIntervalMs=1000"
                + "&breakOnFirstError=true&pollOnError=RECONNECT&maxPollIntervalMs=600000"
                + "&valueDeserializer=org.apache.kafka.common.serialization.ByteArrayDeserializer")
            .bean(KafkaBatchIntake.class)
            .doTry()
                .to("kamelet:launchdarkly-audience-sink?noErrorHandler=true")
            .doCatch(RejectedMessagesException.class)
                .bean(KafkaDeadLetters.class)
                .to("kafka:{{segment.kafka.deadLetterTopic}}?brokers={{segment.kafka.brokers}}"
                    + "&requestRequiredAcks=all&batchWithIndividualHeaders=true"
                    + "&valueSerializer=org.apache.kafka.common.serialization.ByteArraySerializer")
            .end()
            .bean(KafkaBatchCommit.class);
    }
}
