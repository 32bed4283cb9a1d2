package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Why somebody is in an audience, asked beside the endpoint that syncs. */
class WhyOperationTest {

    @TempDir
    Path folder;

    private Integration ld;

    @AfterEach
    void close() {
        ld.close();
    }

    private void start(String options) throws Exception {
        ld = Integration.start(StandIn.start(), options);
    }

    private String ledger() {
        return "ledgerFolder=" + folder.resolve("ledger");
    }

    private static Exchange ask(DefaultCamelContext context, Object body, String options, Map<String, Object> headers) {
        return context.createFluentProducerTemplate()
                .to(Integration.uri("operation=why" + options))
                .withProcessor(exchange -> {
                    exchange.getMessage().setBody(body);
                    exchange.getMessage().setHeaders(new java.util.HashMap<>(headers));
                })
                .send();
    }

    private JsonNode answer(Object body, String options) throws Exception {
        return answer(ask(ld.context, body, options, Map.of()));
    }

    private static JsonNode answer(Exchange exchange) throws Exception {
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeader(Exchange.CONTENT_TYPE)).isEqualTo("application/json");
        return new ObjectMapper().readTree(exchange.getMessage().getBody(String.class));
    }

    private static String question(String user, String audience) {
        return "{\"user\":\"" + user + "\",\"audience\":\"" + audience + "\"}";
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tellsSinceWhenByWhichMessageFromWhere(boolean durable) throws Exception {
        start(durable ? ledger() : "");
        ld.send("[" + SegmentMessage.identify("bob").messageId("m0").enters("vip") + ","
                + SegmentMessage.identify("ada")
                        .messageId("m1")
                        .at("2026-01-02T03:04:05Z")
                        .enters("vip") + "]");
        ld.send(SegmentMessage.track("ada")
                .messageId("m2")
                .at("2026-02-02T03:04:05Z")
                .enters("vip"));
        ld.send(SegmentMessage.identify("ada")
                .messageId("m3")
                .at("2026-02-02T03:04:05Z")
                .leaves("beta"));

        JsonNode answer = answer(question("ada", "aud_vip"), "");
        assertThat(answer.path("memberships")).hasSize(1);
        JsonNode vip = answer.at("/memberships/0");
        assertThat(vip.path("in").asBoolean()).isTrue();
        assertThat(vip.path("since").asText()).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(vip.path("messageId").asText()).isEqualTo("m2");
        assertThat(vip.path("eventTime").asText()).isEqualTo("2026-02-02T03:04:05Z");
        assertThat(vip.path("from").asText()).startsWith("exchange ");
        assertThat(vip.path("field").asText()).isEqualTo("$.properties.vip");
        assertThat(vip.path("keyField").asText()).isEqualTo("$.userId");
        assertThat(vip.path("rule").isNull()).isTrue();
        assertThat(vip.path("beingWritten").asBoolean(true)).isFalse();
        assertThat(vip.path("open")).isEmpty();
        assertThat(vip.path("members").asLong()).isEqualTo(2);
        assertThat(vip.path("membersExact").asBoolean(true)).isFalse();
        assertThat(vip.path("why").asText())
                .startsWith("in since 2026-01-02T03:04:05Z, by message m2 of 2026-02-02T03:04:05Z from exchange ")
                .doesNotContain("ada");

        JsonNode bob = answer(question("bob", "Vip"), "").at("/memberships/0"); // by its name
        assertThat(bob.path("from").asText()).matches("exchange \\S+ \\$\\[0]");

        JsonNode all = answer("{\"user\":\"ada\"}", "");
        assertThat(all.path("memberships"))
                .extracting(each -> each.path("audience").asText(), each -> each.path("in")
                        .asBoolean())
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("aud_vip", true),
                        org.assertj.core.groups.Tuple.tuple("aud_beta", false));
        assertThat(answer(question("nobody", "aud_vip"), "").path("memberships"))
                .isEmpty();
    }

    @Test
    void namesThePathThatAMappingTakesTheKeyFrom() throws Exception {
        Path mapping = Files.writeString(
                folder.resolve("mapping.json"), "{\"segment_user_id\": {\"@path\": \"$.messageId\"}}");
        start("mapping=file:" + mapping);
        ld.send(SegmentMessage.identify("ada").messageId("m1").enters("vip"));
        assertThat(answer(question("m1", "aud_vip"), "")
                        .at("/memberships/0/keyField")
                        .asText())
                .isEqualTo("$.messageId");
    }

    @Test
    void takesItsQuestionFromHeadersToo() throws Exception {
        start("");
        ld.send(SegmentMessage.identify("ada").enters("vip"));
        JsonNode answer = answer(ask(
                ld.context,
                null,
                "",
                Map.of(
                        LaunchDarklyAudienceConstants.USER, "ada",
                        LaunchDarklyAudienceConstants.AUDIENCE, "aud_vip")));
        assertThat(answer.at("/memberships/0/in").asBoolean()).isTrue();
    }

    /** Another context stands for another process: its clocks and objects are its own. */
    @Test
    void asksAFolderBesideTheProcessThatHasIt() throws Exception {
        start(ledger());
        ld.send(SegmentMessage.identify("ada").enters("vip"));
        try (DefaultCamelContext beside = new DefaultCamelContext()) {
            beside.getPropertiesComponent().addInitialProperty("ld.environment", ld.launchDarkly.environment());
            beside.getPropertiesComponent().addInitialProperty("ld.token", "x");
            beside.getPropertiesComponent().addInitialProperty("ld.url", ld.launchDarkly.url());
            beside.start();
            JsonNode answer = answer(ask(beside, question("ada", "aud_vip"), "&" + ledger(), Map.of()));
            assertThat(answer.at("/memberships/0/in").asBoolean()).isTrue();
            assertThat(answer.at("/memberships/0/beingWritten").isNull()).isTrue();
            Exchange none =
                    ask(beside, question("ada", "aud_vip"), "&ledgerFolder=" + folder.resolve("none"), Map.of());
            assertThat(none.getException()).hasMessageContaining("there is no ledger in the folder");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "{\"user\":\" \"}", "{\"user\":\"a\",\"audiance\":\"b\"}", "nonsense"})
    void aWrongQuestionIsRefused(String body) throws Exception {
        start("");
        Exchange refused = ask(ld.context, body, "", Map.of());
        assertThat(refused.getException())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("question");
    }

    @Test
    void namesTheFileAndTheLine() throws Exception {
        Path inbox = Files.createDirectories(folder.resolve("inbox"));
        start("");
        ld.context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("file:" + inbox + "?initialDelay=0&delay=50").to(Integration.uri(""));
            }
        });
        Files.write(
                inbox.resolve("export.jsonl"),
                List.of(
                        SegmentMessage.identify("ada").enters("vip"),
                        SegmentMessage.identify("bob").enters("vip")));
        Awaitility.await().untilAsserted(() -> assertThat(answer(question("bob", "aud_vip"), "")
                        .at("/memberships/0/from")
                        .asText())
                .isEqualTo("file export.jsonl line 2"));
    }

    /** The answer itself, without Camel's part of it, is a hundred times as fast. */
    @Test
    void answersWithinTenMilliseconds() throws Exception {
        start(ledger());
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            many.append(SegmentMessage.identify("user" + i).enters("a" + i % 20))
                    .append('\n');
        }
        ld.send(many.toString());
        long[] nanos = new long[200];
        for (int i = 0; i < nanos.length; i++) {
            long start = System.nanoTime();
            ask(ld.context, question("user" + i, "aud_a" + i % 20), "", Map.of());
            nanos[i] = System.nanoTime() - start;
        }
        java.util.Arrays.sort(nanos);
        System.out.printf("why: p50 %.2f ms, p99 %.2f ms%n", nanos[100] / 1e6, nanos[197] / 1e6);
        assertThat(nanos[100]).isLessThan(10_000_000);
    }
}
