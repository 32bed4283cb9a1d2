package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelaudience.launchdarkly.core.launchdarkly.AudiencesPerRequest;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.util.List;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The explain operation: the answer takes the place of the body, and LaunchDarkly hears nothing. */
class ExplainTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @ParameterizedTest
    @EnumSource
    void tellsWhatWouldBeSentAndSendsNothing(AudiencesPerRequest perRequest) throws Exception {
        try (StandIn standIn = StandIn.start();
                Integration ld = Integration.start(standIn, "operation=explain&audiencesPerRequest=" + perRequest)) {
            String broken = SegmentMessage.identify("u2").says("x", 17);
            Exchange done = ld.send(List.of(SegmentMessage.identify("u1").enters("x"), broken, "17"));

            assertThat(done.getException()).isNull();
            String body = done.getMessage().getBody(String.class);
            JsonNode answer = MAPPER.readTree(body);
            assertThat(answer).hasSize(3);
            assertThat(answer.findValuesAsText("path")).contains("$[0]", "$[1]", "$[2]");
            assertThat(MAPPER.readTree(answer.at("/0/request").asText()))
                    .isEqualTo(MAPPER.readTree("{\"environmentId\":\"" + standIn.environment()
                            + "\",\"contextKind\":\"user\",\"batch\":[{\"userId\":\"u1\",\"cohortName\":\"X\","
                            + "\"cohortId\":\"aud_x\",\"value\":true}]}"));
            assertThat(answer.at("/1/request").isNull()).isTrue();
            assertThat(answer.at("/1/verdict/reason").asText()).isEqualTo("MEMBERSHIP_UNDETERMINED");
            assertThat(answer.at("/1/verdict/path").asText()).isEqualTo("$[1].traits");
            assertThat(answer.at("/1/flag/path").asText()).isEqualTo("$[1].traits.x");
            assertThat(answer.at("/2/verdict/reason").asText()).isEqualTo("NOT_AN_OBJECT");
            assertThat(body).doesNotContain(standIn.token());
            assertThat(done.getMessage().getHeader(Exchange.CONTENT_TYPE)).isEqualTo("application/json");
            assertThat(standIn.syncRequests()).isEmpty();
        }
    }

    /** Else whoever can set a header of a message decides that nothing is delivered, and the exchange succeeds. */
    @ParameterizedTest
    @ValueSource(strings = {"explain", "verify", "rubbish"})
    void isAskedForByTheEndpointOnly(String operation) throws Exception {
        try (Integration ld = Integration.start("headerOverrides=true")) {
            String message = SegmentMessage.identify("u1").enters("x");
            Exchange done = ld.send(exchange -> {
                exchange.getMessage().setBody(message);
                exchange.getMessage().setHeader("CamelLaunchDarklyAudienceOperation", operation);
                exchange.setProperty("CamelLaunchDarklyAudienceOperation", operation);
            });
            assertThat(done.getException()).isNull();
            assertThat(ld.launchDarkly.members("aud_x")).containsExactly("u1");
        }
    }

    @Test
    void remembersNothing() throws Exception {
        try (Integration ld = Integration.start("")) {
            String message = SegmentMessage.identify("u1").enters("x");
            Exchange explained = ld.context
                    .createProducerTemplate()
                    .request(Integration.uri("operation=explain"), exchange -> exchange.getMessage()
                            .setBody(message));
            assertThat(MAPPER.readTree(explained.getMessage().getBody(String.class))
                            .at("/0/verdict/result")
                            .asText())
                    .isEqualTo("change");
            assertThat(ld.launchDarkly.syncRequests()).isEmpty();

            assertThat(ld.send(message).getException()).isNull();
            assertThat(ld.launchDarkly.members("aud_x")).containsExactly("u1");
        }
    }
}
