package com.example.audiences;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.time.Duration;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.kafka.KafkaConstants;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.kafka.test.context.EmbeddedKafka;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@SpringBootTest(
        properties = {
            "camel.component.kafka.brokers=${spring.embedded.kafka.brokers}",
            "camel.main.run-controller=false"
        })
@EmbeddedKafka(topics = {"segment-audiences", "segment-audiences-dead-letters"}, partitions = 1)
class AudienceRouteTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final StandIn LAUNCHDARKLY = StandIn.start();

    @Autowired
    ProducerTemplate producer;

    @Autowired
    ConsumerTemplate consumer;

    @DynamicPropertySource
    static void launchDarkly(DynamicPropertyRegistry properties) {
        properties.add("camel.component.launchdarkly-audience.base-url", LAUNCHDARKLY::url);
        properties.add("LAUNCHDARKLY_CLIENT_SIDE_ID", LAUNCHDARKLY::environment);
        properties.add("LAUNCHDARKLY_ACCESS_TOKEN", LAUNCHDARKLY::token);
    }

    @AfterAll
    static void stop() {
        LAUNCHDARKLY.close();
    }

    private void send(String userId, String message) {
        producer.sendBodyAndHeader("kafka:segment-audiences", message, KafkaConstants.KEY, userId);
    }

    private static void awaitMember(String userId) {
        LAUNCHDARKLY.await(
                userId + " in the audience",
                () -> LAUNCHDARKLY.members("aud_vip").contains(userId),
                PATIENCE);
    }

    @Test
    void aUserEntersAndLeaves() {
        send("ada", SegmentMessage.identify("ada").enters("vip"));
        awaitMember("ada");

        send("ada", SegmentMessage.identify("ada").leaves("vip"));
        LAUNCHDARKLY.await(
                "ada out of the audience", () -> !LAUNCHDARKLY.members("aud_vip").contains("ada"), PATIENCE);
    }

    @Test
    void aBrokenMessageGoesToTheDeadLettersAndCostsNobodyElse() {
        send("bob", "{\"type\": \"identify\",");
        send("eve", SegmentMessage.identify("eve").enters("vip"));

        awaitMember("eve");
        assertThat(consumer.receiveBody(
                        "kafka:segment-audiences-dead-letters?groupId=test&autoOffsetReset=earliest",
                        PATIENCE.toMillis(),
                        String.class))
                .isEqualTo("{\"type\": \"identify\",");
    }

    @Test
    void anOutageCostsNothing() {
        LAUNCHDARKLY.faults(FaultPlan.script(Fault.status(503), Fault.status(503)));

        send("joe", SegmentMessage.identify("joe").enters("vip"));
        awaitMember("joe");
    }
}
