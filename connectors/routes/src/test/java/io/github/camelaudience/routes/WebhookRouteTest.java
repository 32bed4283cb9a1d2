package io.github.camelaudience.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelaudience.standin.SegmentMessage;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.camel.Endpoint;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** routes/segment-webhook-to-launchdarkly.camel.yaml and the Kamelet that it begins with. */
class WebhookRouteTest extends HttpRouteContract {

    static final String SOURCE = "camel.kamelet.segment-webhook-source.";
    static final String PATH = "/segment/webhook";
    private static final String ROUTE = "segment-webhook-to-launchdarkly";

    /** Holds what has a meaning in URIs, in property files and in Camel's own syntax. */
    private static final String SECRET = "a+b%41&c=d?f#g\u00eb";

    @Override
    RunningRoute route() {
        return RunningRoute.of(launchDarkly, ROUTE).with(SOURCE + "sharedSecret", SECRET);
    }

    @Override
    HttpRequest.Builder entering() {
        return signed(ENTERS);
    }

    private static String sign(String body) {
        return sign(SECRET, body.getBytes(StandardCharsets.UTF_8));
    }

    private HttpRequest.Builder signed(String body) {
        return http.post(PATH, body).header("X-Signature", sign(body));
    }

    @Test
    void theSampleEndsInItsMembership() throws Exception {
        start(route().with(SOURCE + "acceptPartiallySignedBatches", "true"));
        Sample sample = Sample.all();
        List<String> messages = sample.json();
        for (int i = 0; i < Sample.SIZE; i += 1000) { // a batch of Segment's usual size
            String batch = "[" + String.join(",", messages.subList(i, i + 1000)) + "]";
            assertThat(http.send(http.post(PATH, batch).header("X-Signature", sign(messages.get(i))))
                            .statusCode())
                    .isEqualTo(422); // two are broken
        }
        assertThat(RunningRoute.members(launchDarkly, sample.members().keySet()))
                .isEqualTo(sample.members());
    }

    @Test
    void singleMessagesInAnyOrderEndInTheSameMembership() throws Exception {
        start(route());
        Sample sample = Sample.of(HttpRoute.SINGLE_REQUESTS);
        List<Integer> statuses = http.sendAll(sample.json(), this::signed);
        assertThat(RunningRoute.members(launchDarkly, sample.members().keySet()))
                .isEqualTo(sample.members());
        assertThat(Collections.frequency(statuses, 422)).isEqualTo(sample.broken());
        assertThat(Collections.frequency(statuses, 200)).isEqualTo(HttpRoute.SINGLE_REQUESTS - sample.broken());
    }

    @Test
    void onlyWhatIsSignedIsRead() throws Exception {
        start(route());
        ObjectMapper mapper = new ObjectMapper();
        int accepted = 0;
        int refused = 0;
        for (String line :
                Files.readAllLines(RunningRoute.REPOSITORY.resolve("src/test/resources/signatures/cases.jsonl"))) {
            JsonNode each = mapper.readTree(line);
            String signature = each.path("signature").asText();
            if (each.has("secret") || signature.chars().anyMatch(c -> c > 0xFF)) {
                continue; // no case, and what no header can hold
            }
            boolean good = each.get("coverage").asText().equals("EVERYTHING");
            long before = launchDarkly.syncRequests().size();
            HttpResponse<String> answer =
                    http.send(http.post(PATH, each.get("body").asText()).header("X-Signature", signature));
            assertThat(answer.statusCode()).as(line).isEqualTo(good ? 200 : 401);
            if (good) {
                accepted++;
            } else {
                refused++;
                assertThat(answer.body()).isEqualTo("{\"error\":\"unauthenticated\"}");
                assertThat(launchDarkly.syncRequests()).as(line).hasSize((int) before);
            }
        }
        assertThat(accepted).isGreaterThan(5);
        assertThat(refused).isGreaterThan(25);
    }

    @Test
    void whatOnlyHttpCanGetWrongIsRefused() throws Exception {
        start(route());
        byte[] packed = gzip(ENTERS);
        List<HttpRequest.Builder> wrong = List.of(
                http.post(PATH, ENTERS),
                http.post(PATH, ENTERS).header("X-Signature", ""),
                signed(ENTERS).header("X-Signature", sign(ENTERS)),
                signed(ENTERS).header("x-signature", sign("{}")),
                http.post(PATH, ENTERS).header("Authorization", sign(ENTERS)),
                http.post(PATH + "?X-Signature=" + sign(ENTERS) + "&x=y", ENTERS)
                        .header("X-Signature", sign("{}")),
                http.post(PATH, packed).header("Content-Encoding", "gzip").header("X-Signature", sign(SECRET, packed)),
                http.post(PATH, packed).header("X-Signature", sign(ENTERS)));
        for (HttpRequest.Builder each : wrong) {
            HttpResponse<String> answer = http.send(each);
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.body()).isEqualTo("{\"error\":\"unauthenticated\"}");
        }
        assertThat(launchDarkly.syncRequests()).isEmpty();
    }

    @Test
    void theSignatureIsOfTheUnpackedBody() throws Exception {
        start(route());
        HttpRequest.Builder request =
                http.post(PATH, gzip(ENTERS)).header("Content-Encoding", "gzip").header("X-Signature", sign(ENTERS));
        assertThat(http.send(request).statusCode()).isEqualTo(200);
        assertThat(launchDarkly.members("aud_x")).containsExactly("u1");
    }

    /** Whoever has seen a signed message can send its bytes under any head: with another charset they would name another person. */
    @Test
    void theHeadIsNotSignedAndMakesNobodyElseOfAPerson() throws Exception {
        start(route());
        String zoe = SegmentMessage.identify("Zo\u00eb").enters("x");
        HttpRequest.Builder request = signed(zoe).setHeader("Content-Type", "application/json; charset=ISO-8859-1");
        assertThat(http.send(request).statusCode()).isEqualTo(200);
        assertThat(launchDarkly.members("aud_x")).containsExactly("Zo\u00eb");
    }

    @Test
    void batchesAreTakenWhenTheirRiskIs() throws Exception {
        start(route().with(SOURCE + "acceptPartiallySignedBatches", "true"));
        String batch = "[" + ENTERS + "," + SegmentMessage.identify("u2").enters("x") + "]";
        assertThat(http.send(http.post(PATH, batch).header("X-Signature", sign(ENTERS)))
                        .statusCode())
                .isEqualTo(200);
        assertThat(launchDarkly.members("aud_x")).containsExactly("u1", "u2");
        assertThat(http.send(http.post(PATH, batch).header("X-Signature", sign("{}")))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void theSecretCanBeChanged() throws Exception {
        start(route().with(SOURCE + "sharedSecret", "new").with(SOURCE + "previousSharedSecret", SECRET));
        assertThat(http.send(signed(ENTERS)).statusCode()).isEqualTo(200);
        assertThat(http.send(http.post(PATH, ENTERS)
                                .header("X-Signature", sign("new", ENTERS.getBytes(StandardCharsets.UTF_8))))
                        .statusCode())
                .isEqualTo(200);
        assertThat(http.send(http.post(PATH, ENTERS)
                                .header("X-Signature", sign("old", ENTERS.getBytes(StandardCharsets.UTF_8))))
                        .statusCode())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void aBlankSecretStopsTheStart(String secret) {
        assertThatThrownBy(() -> start(route().with(SOURCE + "sharedSecret", secret)))
                .hasStackTraceContaining("shared secret must not be blank");
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret\n", "secret\r\n", " secret", "secret ", "\tsecret"})
    void aSecretWithOuterWhiteSpaceStopsTheStart(String secret) {
        for (String option : List.of("sharedSecret", "previousSharedSecret")) {
            assertThatThrownBy(() -> start(route().with(SOURCE + option, secret)))
                    .as(option)
                    .hasStackTraceContaining("a shared secret must not begin or end with a line break");
        }
    }

    @Test
    void aSignedMessageIsTakenForFourHours() throws Exception {
        start(route().with(SOURCE + "maxAge", "4h5m"));
        String now = SegmentMessage.identify("u1").at(Instant.now()).enters("x");
        assertThat(http.send(signed(now)).statusCode()).isEqualTo(200);
        String old = SegmentMessage.identify("u1")
                .at(Instant.now().minus(Duration.ofMinutes(246)))
                .enters("x");
        HttpResponse<String> answer = http.send(signed(old));
        assertThat(answer.statusCode()).isEqualTo(401); // which Segment does not repeat
        assertThat(answer.body())
                .startsWith("{\"error\":\"the newest time in the signed message is older than 4h5m")
                .contains("maxAge");
        assertThat(launchDarkly.syncRequests()).hasSize(1);
    }

    @Test
    void theSecretIsShownNowhere() throws Exception {
        start(route());
        http.send(signed(ENTERS));
        assertThat(http.route().context().getEndpoints())
                .extracting(Endpoint::toString)
                .noneMatch(uri -> uri.contains("a+b") || uri.contains("a%2Bb"));
    }

    @Test
    void answersHaveAVerdictForEachMessage() throws Exception {
        start(route());
        HttpResponse<String> good = http.send(signed(ENTERS));
        assertThat(good.body()).isEqualTo("{\"changes\":1,\"skipped\":0,\"requests\":1}");
        assertThat(good.headers().firstValue("Content-Type")).hasValue("application/json");
        HttpResponse<String> broken = http.send(signed(BROKEN));
        assertThat(broken.statusCode()).isEqualTo(422);
        assertThat(broken.body())
                .contains("\"path\":\"$\",\"result\":\"REJECTED\",\"reason\":\"MEMBERSHIP_UNDETERMINED\"");
        assertThat(broken.headers().map()).doesNotContainKey("x-signature");
        assertThat(http.send(signed("<html>")).statusCode()).isEqualTo(400);
    }

    @Test
    void whatIsTooLargeIsNotHashed() throws Exception {
        start(route().with(SOURCE + "maxDocumentSize", "1000"));
        String large = ENTERS + " ".repeat(1000);
        assertThat(http.send(signed(large)).statusCode()).isEqualTo(413);
        HttpRequest.Builder bomb = http.post(PATH, gzip(large)).header("Content-Encoding", "gzip");
        assertThat(http.send(bomb.header("X-Signature", sign(large))).statusCode())
                .isEqualTo(413);
        assertThat(http.send(signed(ENTERS)).statusCode()).isEqualTo(200);
    }

    @Test
    void whatTheServerLimitsIsLimited() throws Exception {
        start(route());
        assertThat(http.send(http.post(PATH, new byte[1024 * 1024 + 1]).header("X-Signature", sign("")))
                        .statusCode())
                .isEqualTo(413);
        assertThat(http.send(signed(ENTERS).header("X-Long", "a".repeat(9000))).statusCode())
                .isEqualTo(431);
        assertThat(http.send(signed(ENTERS).setHeader("Content-Type", "text/plain"))
                        .statusCode())
                .isEqualTo(415);
        assertThat(http.send(signed(ENTERS).GET()).statusCode()).isEqualTo(405);
        assertThat(launchDarkly.syncRequests()).isEmpty();
    }

    @Test
    void aRefusedTokenIsToBeSentAgain() throws Exception {
        start(route().with(SINK + "accessToken", "api-00000000-0000-4000-8000-00000000dead"));
        HttpResponse<String> answer = http.send(signed(ENTERS));
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("UNAUTHORIZED").doesNotContain("api-0");
    }

    @Test
    void aClientThatNeverSendsItsBodyIsSentAway() throws Exception {
        start(route().with(SOURCE + "requestTimeout", "4000"));
        String head = "POST " + PATH + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nX-Signature: "
                + sign(ENTERS) + "\r\nContent-Length: " + ENTERS.length() + "\r\n\r\n";
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                Socket socket = new Socket("127.0.0.1", http.port());
                slow.add(socket);
                socket.getOutputStream().write((head + ENTERS.substring(0, 100)).getBytes(StandardCharsets.UTF_8));
            }
            assertThat(http.send(signed(ENTERS)).statusCode()).isEqualTo(200);
            for (Socket socket : slow) {
                socket.setSoTimeout(60_000);
                byte[] status = socket.getInputStream().readNBytes(13);
                assertThat(status).asString(StandardCharsets.US_ASCII).isEqualTo("HTTP/1.1 503 ");
            }
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"webhook.camel.yaml", "AudienceWebhook.java", "webhook.camel.xml"})
    void examplesDoTheSame(String example) throws Exception {
        start(RunningRoute.example(launchDarkly, example).with(SOURCE + "sharedSecret", SECRET));
        assertThat(http.send(signed(ENTERS)).statusCode()).isEqualTo(200);
        assertThat(http.send(signed(BROKEN)).statusCode()).isEqualTo(422);
        assertThat(http.send(http.post(PATH, ENTERS).header("X-Signature", sign(BROKEN)))
                        .statusCode())
                .isEqualTo(401);
        assertThat(launchDarkly.members("aud_x")).containsExactly("u1");
    }

    @Test
    void theRouteBehindTheSourceDecidesTheAnswer() throws Exception {
        start(RunningRoute.of(launchDarkly)
                .with(SOURCE + "sharedSecret", SECRET)
                .with(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("kamelet:segment-webhook-source")
                                .doTry()
                                .throwException(IOException.class, "dealt with")
                                .doCatch(IOException.class)
                                .end()
                                .filter(bodyAs(String.class).contains("u2"))
                                .throwException(IllegalStateException.class, "u2")
                                .end()
                                .to("kamelet:launchdarkly-audience-sink");
                    }
                }));
        assertThat(http.send(signed(ENTERS)).statusCode()).isEqualTo(200);
        HttpResponse<String> failed =
                http.send(signed(SegmentMessage.identify("u2").enters("x")));
        assertThat(failed.statusCode()).isEqualTo(503);
        assertThat(failed.body()).doesNotContain("u2");
        assertThat(launchDarkly.members("aud_x")).containsExactly("u1");
    }

    @Test
    void eachDestinationMayHaveItsSecret() throws Exception {
        start(RunningRoute.of(launchDarkly)
                .with(SOURCE + "sharedSecret", "of neither")
                .with(SOURCE + "one.sharedSecret", "secret one")
                .with(SOURCE + "one.path", "/one")
                .with(SOURCE + "other.sharedSecret", "secret two")
                .with(SOURCE + "other.path", "/other")
                .with(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("kamelet:segment-webhook-source/one").to("kamelet:launchdarkly-audience-sink");
                        from("kamelet:segment-webhook-source/other").to("kamelet:launchdarkly-audience-sink");
                    }
                }));
        byte[] body = ENTERS.getBytes(StandardCharsets.UTF_8);
        for (String path : List.of("/one", "/other")) {
            for (String secret : List.of("secret one", "secret two", "of neither")) {
                boolean own = path.equals("/one") == secret.equals("secret one") && !secret.equals("of neither");
                assertThat(http.send(http.post(path, body).header("X-Signature", sign(secret, body)))
                                .statusCode())
                        .as(path + " " + secret)
                        .isEqualTo(own ? 200 : 401);
            }
        }
    }
}
