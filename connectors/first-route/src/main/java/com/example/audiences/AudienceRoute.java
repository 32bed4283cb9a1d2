package com.example.audiences;

import io.github.camelaudience.launchdarkly.RejectedMessagesException;
import io.github.camelaudience.launchdarkly.sources.kafka.KafkaBatchCommit;
import io.github.camelaudience.launchdarkly.sources.kafka.KafkaBatchIntake;
import io.github.camelaudience.launchdarkly.sources.kafka.KafkaDeadLetters;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

@Component
public class AudienceRoute extends RouteBuilder {

    @Override
    public void configure() {
        from("kafka:{{audiences.topic}}?groupId={{audiences.group}}"
                        + "&autoOffsetReset=earliest&autoCommitEnable=false&allowManualCommit=true"
                        + "&batching=true&maxPollRecords=500&pollTimeoutMs=500&batchingIntervalMs=1000"
                        + "&breakOnFirstError=true&pollOnError=RECONNECT&maxPollIntervalMs=600000"
                        + "&valueDeserializer=org.apache.kafka.common.serialization.ByteArrayDeserializer")
                .routeId("audiences")
                .bean(KafkaBatchIntake.class)
                .doTry()
                    .to("launchdarkly-audience:{{audiences.client-side-id}}")
                .doCatch(RejectedMessagesException.class)
                    .bean(KafkaDeadLetters.class)
                    .to("kafka:{{audiences.dead-letter-topic}}"
                            + "?requestRequiredAcks=all&batchWithIndividualHeaders=true"
                            + "&valueSerializer=org.apache.kafka.common.serialization.ByteArraySerializer")
                .end()
                .bean(KafkaBatchCommit.class);
    }
}
