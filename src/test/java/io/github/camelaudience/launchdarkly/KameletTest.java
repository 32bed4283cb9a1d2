package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import io.github.camelaudience.launchdarkly.runtime.StateRepositoryStore;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Kamelet, found on the class path, does what the component does. */
class KameletTest {

    private static final String PREFIX = "camel.kamelet.launchdarkly-audience-sink.";

    /** Holds what has a meaning in URIs, in property files and in Camel's own syntax. */
    private static final String AWKWARD_TOKEN = "api-a+b%41&c=d?f#g";

    private static final String SEGMENT_IN_A_MEMBER = "{\"type\":\"track\",\"event\":\"Changed\",\"userId\":\"u2\","
            + "\"context\":{\"personas\":{\"computation_class\":\"audience\",\"computation_id\":\"aud_y\","
            + "\"computation_key\":\"unused\"}},\"properties\":{\"segment\":\"y\",\"y\":true}}";

    private final StandIn launchDarkly = StandIn.builder().token(AWKWARD_TOKEN).start();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Properties properties = new Properties();

    @AfterEach
    void stop() {
        context.stop();
        launchDarkly.close();
    }

    private void start(String options) throws Exception {
        properties.setProperty(PREFIX + "clientSideId", launchDarkly.environment());
        properties.setProperty(PREFIX + "accessToken", launchDarkly.token());
        properties.setProperty(PREFIX + "baseUrl", launchDarkly.url());
        context.getPropertiesComponent().setInitialProperties(properties);
        context.getShutdownStrategy().setTimeout(10);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").to("kamelet:launchdarkly-audience-sink" + options);
            }
        });
        context.start();
    }

    private Exchange send(Object body) {
        return context.createFluentProducerTemplate()
                .to("direct:in")
                .withProcessor(exchange -> {
                    exchange.getMessage().setBody(body);
                    exchange.getMessage().setHeader(Exchange.HTTP_URI, "http://127.0.0.1:1/elsewhere");
                })
                .send();
    }

    @Test
    void deliversWithDefaults() throws Exception {
        start("");
        Exchange done = send(SegmentMessage.identify("u1").enters("x"));
        assertThat(done.getException()).isNull();
        assertThat(launchDarkly.members("aud_x")).containsExactly("u1");
        assertThat(done.getMessage().getHeader(LaunchDarklyAudienceConstants.CHANGES))
                .isEqualTo(1);
    }

    @Test
    void passesItsPropertiesOn() throws Exception {
        properties.setProperty(PREFIX + "contextKind", "device");
        start("?contextKey=email_only&onRejected=skip&maxBatchSize=1&linger=5ms&retryTimeout=10s");
        String second =
                SegmentMessage.identify("u2").enters("x").replace("\"x\":true", "\"x\":true,\"email\":\"e@x.example\"");
        Exchange done = send("[" + SegmentMessage.identify("u1").enters("x") + "," + second + ",17]");
        assertThat(done.getException()).isNull();
        assertThat(launchDarkly.members("aud_x")).containsExactly("e@x.example");
        assertThat(launchDarkly.segments().get(0).lane().contextKind()).isEqualTo("device");
        assertThat(done.getMessage().getHeader(LaunchDarklyAudienceConstants.SKIPPED))
                .isEqualTo(1);
        assertThat(done.getMessage().getHeader(LaunchDarklyAudienceConstants.REJECTED))
                .isEqualTo(1);
    }

    @Test
    void failsWhatTheComponentFails() throws Exception {
        start("");
        assertThat(send("17").getException()).isInstanceOf(RejectedMessagesException.class);
    }

    @Test
    void showsTheTokenNowhere() throws Exception {
        start("");
        send(SegmentMessage.identify("u1").enters("x"));
        assertThat(context.getEndpoints())
                .extracting(Endpoint::toString)
                .anyMatch(uri -> uri.startsWith("launchdarkly-audience:"))
                .noneMatch(uri -> uri.contains("api-a"));
    }

    @Test
    void takesMappingTriggerAndStateRepository(@TempDir Path folder) throws Exception {
        Path mapping = folder.resolve("mapping.json");
        Files.writeString(mapping, "{\"segment_audience_key\": {\"@path\": \"$.properties.segment\"}}");
        MemoryStateRepository newest = new MemoryStateRepository();
        context.getRegistry().bind("newest", newest);
        properties.setProperty(PREFIX + "mapping", "file:" + mapping);
        properties.setProperty(PREFIX + "trigger", "type = \"track\" and (event != \"a & b + 100%\")");
        properties.setProperty(PREFIX + "stateRepository", "#bean:newest");
        start("?maxRememberedMemberships=0");
        Exchange done = send("[" + SegmentMessage.identify("u1").enters("x") + "," + SEGMENT_IN_A_MEMBER + "]");
        assertThat(done.getException()).isNull();
        assertThat(launchDarkly.members("aud_y")).containsExactly("u2");
        assertThat(launchDarkly.members("aud_x")).isEmpty();
        MembershipSlot slot = new MembershipSlot(launchDarkly.environment(), "user", "aud_y", "u2");
        assertThat(newest.getState(StateRepositoryStore.key(slot))).isNotNull();
    }

    @Test
    void explainsWithoutATokenWhateverTheHeaderSays() throws Exception {
        context.getPropertiesComponent().setInitialProperties(properties);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").to("kamelet:segment-audience-explain-action?clientSideId=env-1&contextKind=device");
            }
        });
        context.start();
        Exchange done = context.createFluentProducerTemplate()
                .to("direct:in")
                .withHeader("CamelLaunchDarklyAudienceOperation", "sync")
                .withBody("[" + SegmentMessage.identify("u1").enters("x") + ",17]")
                .send();
        assertThat(done.getException()).isNull();
        JsonNode answer = new ObjectMapper().readTree(done.getMessage().getBody(String.class));
        assertThat(answer).hasSize(2);
        assertThat(answer.at("/0/verdict/result").asText()).isEqualTo("change");
        assertThat(answer.at("/0/verdict/environment").asText()).isEqualTo("env-1");
        assertThat(answer.at("/0/verdict/contextKind").asText()).isEqualTo("device");
        assertThat(answer.at("/1/verdict/reason").asText()).isEqualTo("NOT_AN_OBJECT");
        assertThat(launchDarkly.counters().received()).isZero();
    }
}
