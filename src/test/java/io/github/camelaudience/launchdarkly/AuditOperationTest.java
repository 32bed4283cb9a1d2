package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.RateLimit;
import io.github.camelaudience.standin.Route;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The audit operation beside the endpoint that syncs, over HTTP. */
class AuditOperationTest {

    private static final String QUESTION = "{\"people\":[\"ada\",\"bob\"]}";

    private Integration ld;

    @AfterEach
    void close() {
        ld.close();
    }

    private void start(String options) throws Exception {
        start(options, context -> {});
    }

    private void start(String options, Consumer<DefaultCamelContext> prepare) throws Exception {
        ld = Integration.start(StandIn.start(), options, prepare);
    }

    private Exchange audit(Object body) {
        return audit(body, "");
    }

    private Exchange audit(Object body, String options) {
        return ld.context
                .createFluentProducerTemplate()
                .to(Integration.uri("operation=audit&auditShare=1" + options))
                .withBody(body)
                .send();
    }

    private static JsonNode answer(Exchange exchange) throws Exception {
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeader(Exchange.CONTENT_TYPE)).isEqualTo("application/json");
        return new ObjectMapper().readTree(exchange.getMessage().getBody(String.class));
    }

    private void removeByHand(String audienceId, String contextKey) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(ld.launchDarkly.url()
                        + "/api/v2/segments/default/test/segment-audiences-" + audienceId + "/contexts"))
                .headers("Authorization", ld.launchDarkly.token(), "Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"included\":{\"remove\":[\"" + contextKey + "\"]}}"))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void whatOneEndpointHasSyncedIsWhatTheOtherBelieves() throws Exception {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        start("", context -> context.getRegistry().bind("meters", MeterRegistry.class, meters));
        ld.send(SegmentMessage.identify("ada").enters("vip"));
        ld.send(SegmentMessage.identify("bob").enters("vip"));
        ld.send(SegmentMessage.identify("bob").at("2030-01-01T00:00:00Z").leaves("vip"));
        ld.send(SegmentMessage.identify("bob").enters("beta"));

        Exchange audited = audit(QUESTION);
        assertThat(answer(audited).path("same").asInt()).isEqualTo(3);
        assertThat(audited.getMessage().getHeader(LaunchDarklyAudienceConstants.DRIFT))
                .isEqualTo(0);

        removeByHand("aud_beta", "bob");
        audited = audit(QUESTION);
        JsonNode answer = answer(audited);
        assertThat(audited.getMessage().getHeader(LaunchDarklyAudienceConstants.DRIFT))
                .isEqualTo(1);
        assertThat(audited.getMessage().getHeader(LaunchDarklyAudienceConstants.UNKNOWN))
                .isEqualTo(0);
        JsonNode drift = answer.at("/people/1/memberships/0");
        assertThat(drift.path("audienceId").asText()).isEqualTo("aud_beta");
        assertThat(drift.path("segmentKey").asText()).isEqualTo("segment-audiences-aud_beta");
        assertThat(drift.path("believed").asBoolean()).isTrue();
        assertThat(drift.path("launchDarkly").asBoolean(true)).isFalse();
        assertThat(drift.path("result").asText()).isEqualTo("drift");
        assertThat(meters.get("launchdarkly.audience.drift").counter().count()).isEqualTo(1);
        assertThat(meters.get("launchdarkly.audience.audited")
                        .tag("result", "same")
                        .counter()
                        .count())
                .isEqualTo(5);
        assertThat(ld.launchDarkly.syncRequests())
                .as("an audit changes nothing; one was by hand")
                .hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"standard", "big"})
    void theOtherKindsOfSegmentsAreAuditedLikewise(String backend) throws Exception {
        start("backend=" + backend);
        assertThat(ld.send(SegmentMessage.identify("ada").enters("vip")).getException())
                .isNull();

        JsonNode answer = answer(audit(
                "{\"people\":[\"ada\"],\"audiences\":[{\"audienceId\":\"aud_vip\",\"expectedMembers\":1}]}",
                "&backend=" + backend));
        assertThat(answer.path("same").asInt()).as(answer.toPrettyString()).isEqualTo(2);
        assertThat(answer.at("/people/0/memberships/0/segmentKey").asText()).isEqualTo("segment-aud_vip");
    }

    @Test
    void aStateRepositoryIsWhatAProcessThatSyncsNothingBelieves() throws Exception {
        MemoryStateRepository repository = new MemoryStateRepository();
        start("stateRepository=#state", context -> context.getRegistry().bind("state", repository));
        ld.send(SegmentMessage.identify("ada").enters("vip"));
        try (Integration other = Integration.start(
                StandIn.start(), "dryRun=true", context -> context.getRegistry().bind("state", repository))) {
            Exchange audited = other.context
                    .createFluentProducerTemplate()
                    .to("launchdarkly-audience:" + ld.launchDarkly.environment() + "?operation=audit&auditShare=1"
                            + "&stateRepository=#state&accessToken=" + ld.launchDarkly.token() + "&baseUrl="
                            + ld.launchDarkly.url())
                    .withBody("[\"ada\"]")
                    .send();
            assertThat(answer(audited).path("same").asInt()).isEqualTo(1);
        }
    }

    @Test
    void theQuestionMayBeBytesAStreamOrAMap() throws Exception {
        start("");
        ld.send(SegmentMessage.identify("ada").enters("vip"));
        byte[] bytes = "[\"ada\"]".getBytes(StandardCharsets.UTF_8);

        for (Object body : List.of(
                bytes,
                new ByteArrayInputStream(bytes),
                Map.of("people", List.of(Map.of("contextKey", "ada", "expected", Map.of("aud_vip", true)))))) {
            assertThat(answer(audit(body)).path("same").asInt()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SECRET", "", "{\"people\":[{\"userId\":\"SECRET\"}]}"})
    void aWrongQuestionIsRefusedAndNothingIsAsked(String body) throws Exception {
        start("");

        assertThat(audit(body).getException())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("audit")
                .hasMessageNotContaining("SECRET");
        assertThat(audit(List.of("SECRET")).getException()).hasMessageContaining("one JSON document");
        assertThat(audit(null).getException()).isInstanceOf(IllegalArgumentException.class);
        assertThat(audit("[\"" + "x".repeat(100) + "\"]", "&maxDocumentSize=100")
                        .getException())
                .hasMessageContaining("maxDocumentSize");
        assertThat(ld.launchDarkly.requests()).isEmpty();
    }

    @Test
    void aRouteDecidesForItsExchange() throws Exception {
        start("");
        Exchange audited = ld.context
                .createFluentProducerTemplate()
                .to(Integration.uri("operation=audit&auditShare=1"))
                .withExchangeProperty(LaunchDarklyAudienceConstants.CONTEXT_KIND, "device")
                .withBody("[{\"contextKey\":\"tv\",\"expected\":{\"aud_vip\":false}}]")
                .send();

        assertThat(answer(audited).at("/people/0/contextKind").asText()).isEqualTo("device");
    }

    @Test
    void deliveriesGoFirst() throws Exception {
        start("");
        ld.launchDarkly.rateLimit(RateLimit.global(20).withWindow(Duration.ofSeconds(10)));
        Future<Exchange> audited = ld.context
                .createFluentProducerTemplate()
                .to(Integration.uri("operation=audit&auditShare=0.1&retryTimeout=1s"))
                .withBody("[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\"]")
                .asyncSend();
        for (int i = 0; i < 8; i++) {
            assertThat(ld.send(SegmentMessage.identify("u" + i).enters("vip")).getException())
                    .isNull();
        }

        // a tenth of 20 is a request in 5 seconds, and there was one second
        assertThat(answer(audited.get()).path("requests").asInt()).isLessThanOrEqualTo(3);
        assertThat(ld.launchDarkly.counters().throttled()).isZero();
    }

    @Test
    void anEndpointThatStopsEndsItsAudits() throws Exception {
        start("");
        ld.launchDarkly.faults(FaultPlan.always(Fault.status(429)).on(Route.GET_ENVIRONMENT, Route.LIST_PROJECTS));
        ld.context.getShutdownStrategy().setTimeout(1);
        Future<Exchange> audited = ld.context
                .createFluentProducerTemplate()
                .to(Integration.uri("operation=audit"))
                .withBody(QUESTION)
                .asyncSend();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> ld.launchDarkly.counters().received() > 0);
        ld.context.stop();

        JsonNode answer = answer(audited.get());
        assertThat(answer.path("unknown").asInt()).isEqualTo(2);
        assertThat(answer.at("/people/0/memberships/0/why").asText()).contains("about to stop");
    }

    @Test
    void nobodyElseSaysThatItIsAnAudit() throws Exception {
        start("");
        ld.send(SegmentMessage.identify("ada").enters("vip"), "CamelLaunchDarklyAudienceOperation", "audit");

        assertThat(ld.launchDarkly.members("aud_vip")).containsExactly("ada");
    }
}
