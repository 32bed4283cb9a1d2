package io.github.camelaudience.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelaudience.standin.SegmentMessage;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** routes/segment-pubsub-to-launchdarkly.camel.yaml, with requests as Pub/Sub makes them. */
class PubsubRouteTest extends HttpRouteContract {

    private static final String PATH = "/segment/pubsub?token=a%2Bb";

    @TempDir
    Path work;

    private Path rejected() {
        return work.resolve("rejected");
    }

    @Override
    RunningRoute route() {
        return RunningRoute.of(launchDarkly, "segment-pubsub-to-launchdarkly")
                .with("segment.pubsub.token", "a+b")
                .with("segment.pubsub.rejected", rejected().toString());
    }

    @Override
    HttpRequest.Builder entering() {
        return http.post(PATH, push(ENTERS));
    }

    /** The documented form of a push request. */
    private static String push(String message) {
        String data = Base64.getEncoder().encodeToString(message.getBytes(StandardCharsets.UTF_8));
        return "{\"message\":{\"data\":\"" + data + "\",\"messageId\":\"2070443601311540\",\"message_id\":"
                + "\"2070443601311540\",\"publishTime\":\"2026-01-02T03:04:05.749Z\",\"publish_time\":"
                + "\"2026-01-02T03:04:05.749Z\"},\"subscription\":\"projects/myproject/subscriptions/mysubscription\"}";
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return http.send(http.post(path, body));
    }

    private List<String> kept() throws IOException {
        if (!Files.exists(rejected())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(rejected())) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void theSampleEndsInItsMembership() throws Exception {
        start(route());
        Sample sample = Sample.of(HttpRoute.SINGLE_REQUESTS);
        List<Integer> statuses = http.sendAll(sample.json(), message -> http.post(PATH, push(message)));
        assertThat(RunningRoute.members(launchDarkly, sample.members().keySet()))
                .isEqualTo(sample.members());
        assertThat(Collections.frequency(statuses, 200)).isEqualTo(HttpRoute.SINGLE_REQUESTS);
        assertThat(kept()).hasSize(sample.broken());
    }

    @Test
    void brokenMessagesAreKeptWithTheirReason() throws Exception {
        start(route());
        HttpResponse<String> answer = post(PATH, push(BROKEN));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"changes\":0,\"skipped\":0,\"requests\":0,\"rejected\":1}");
        assertThat(kept()).singleElement().asString().matches("MEMBERSHIP_UNDETERMINED-[0-9A-F-]+\\.json");
        assertThat(rejected().resolve(kept().get(0))).hasContent(BROKEN);
        assertThat(post(PATH, "<html>").statusCode()).isEqualTo(200);
        assertThat(kept()).hasSize(2).anyMatch(name -> name.startsWith("NOT_JSON-"));
        assertThat(post(PATH, push(ENTERS)).statusCode()).isEqualTo(200);
        assertThat(launchDarkly.members("aud_x")).containsExactly("u1");
    }

    /** Whatever is acknowledged was applied, was not for us, or is kept. */
    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{}", "[]", "{\"message\":{\"attributes\":{\"a\":\"b\"},\"messageId\":\"1\"}}"})
    void whatHoldsNoMessageStopsNothing(String body) throws Exception {
        start(route());
        for (String sent : List.of(body, push(body))) {
            assertThat(post(PATH, sent).statusCode()).as(sent).isEqualTo(200);
        }
        assertThat(post(PATH, push(ENTERS)).statusCode()).isEqualTo(200);
        assertThat(launchDarkly.members("aud_x")).containsExactly("u1");
    }

    @Test
    void nothingIsNothingToDo() throws Exception {
        start(route());
        for (int i = 0; i < 3; i++) { // by HTTP/1.1 and then HTTP/2
            assertThat(post(PATH, "").statusCode()).isEqualTo(200);
            assertThat(post("/segment/pubsub?token=x", "").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void aFormIsRefusedAndNotDropped() throws Exception {
        start(route());
        for (String type : List.of("application/x-www-form-urlencoded", "multipart/form-data; boundary=x")) {
            assertThat(http.send(http.post(PATH, push(ENTERS)).setHeader("Content-Type", type))
                            .statusCode())
                    .isEqualTo(415);
        }
        HttpResponse<String> answer =
                http.send(http.post(PATH, push(ENTERS)).setHeader("Content-Type", "application/json; charset=utf-8"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(launchDarkly.members("aud_x")).containsExactly("u1");
        assertThat(kept()).isEmpty();
    }

    @Test
    void whatCannotBeKeptIsSentAgain() throws Exception {
        Files.writeString(rejected(), "a file where the folder should be");
        start(route());
        assertThat(post(PATH, push(SegmentMessage.identify("u1").says("x", 17))).statusCode())
                .isEqualTo(503);
    }

    @Test
    void whoHasNoTokenIsRefused() throws Exception {
        start(route());
        for (String query :
                List.of("", "?token=", "?token=a+b", "?token=a%2Bb&token=a%2Bb", "?token=A%2BB", "?other=a%2Bb")) {
            HttpResponse<String> answer = post("/segment/pubsub" + query, push(ENTERS));
            assertThat(answer.statusCode()).as(query).isEqualTo(401);
            assertThat(answer.body()).isEqualTo("{\"error\":\"unauthenticated\"}");
        }
        assertThat(launchDarkly.syncRequests()).isEmpty();
    }

    @Test
    void noTokenStopsTheStart() {
        assertThatThrownBy(() -> start(route().with("segment.pubsub.token", "")))
                .hasStackTraceContaining("tokens must not be blank");
    }

    @Test
    @Override
    void aFailureIsToBeSentAgain() throws Exception {
        super.aFailureIsToBeSentAgain();
        assertThat(kept()).isEmpty();
    }

    @Test
    void aTokenWithALineBreakStopsTheStart() {
        assertThatThrownBy(() -> start(route().with("segment.pubsub.token", "secret\n")))
                .hasStackTraceContaining("tokens must not have a line break or other white space around one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pubsub.camel.yaml", "AudiencePubsub.java", "pubsub.camel.xml"})
    void examplesDoTheSame(String example) throws Exception {
        start(RunningRoute.example(launchDarkly, example)
                .with("segment.pubsub.token", "a+b")
                .with("segment.pubsub.rejected", rejected().toString()));
        assertThat(post(PATH, push(ENTERS)).statusCode()).isEqualTo(200);
        assertThat(post("/segment/pubsub", push(ENTERS)).statusCode()).isEqualTo(401);
        assertThat(post(PATH, "<html>").statusCode()).isEqualTo(200);
        assertThat(kept()).singleElement().asString().startsWith("NOT_JSON-");
        Files.delete(rejected().resolve(kept().get(0)));
        Files.delete(rejected());
        Files.writeString(rejected(), "a file where the folder should be");
        assertThat(post(PATH, "<html>").statusCode()).isEqualTo(503);
        assertThat(launchDarkly.members("aud_x")).containsExactly("u1");
    }
}
