package io.github.camelaudience.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.segment.analytics.Analytics;
import com.segment.analytics.Callback;
import com.segment.analytics.messages.IdentifyMessage;
import com.segment.analytics.messages.Message;
import com.segment.analytics.messages.MessageBuilder;
import com.segment.analytics.messages.PageMessage;
import com.segment.analytics.messages.TrackMessage;
import io.github.camelaudience.standin.SegmentMessage;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** routes/segment-tracking-api-to-launchdarkly.camel.yaml. */
class TrackingApiRouteTest extends HttpRouteContract {

    static final String ROUTE = "segment-tracking-api-to-launchdarkly";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** As a client of /v1/identify sends it: the path says the type. */
    private static final String UNTYPED =
            SegmentMessage.identify("u1").enters("x").replace("\"type\":\"identify\",", "");

    @Override
    RunningRoute route() {
        return RunningRoute.of(launchDarkly, ROUTE).with("segment.tracking.writeKeys", "write-key-1, write-key-2");
    }

    @Override
    HttpRequest.Builder entering() {
        return call("identify", UNTYPED);
    }

    private HttpRequest.Builder call(String call, String body) {
        return http.post("/v1/" + call, body).header("Authorization", basic("write-key-1:"));
    }

    private static String basic(String credentials) {
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    /** With Segment's own library for Java. */
    @Test
    void theSampleEndsInItsMembership() throws Exception {
        start(route());
        Sample sample = Sample.all();
        AtomicInteger answered = new AtomicInteger();
        Analytics analytics = Analytics.builder("write-key-1")
                .endpoint(http.url("/"))
                .flushQueueSize(250)
                .flushInterval(1, TimeUnit.SECONDS)
                .callback(new Callback() {
                    @Override
                    public void success(Message message) {
                        answered.incrementAndGet();
                    }

                    @Override
                    public void failure(Message message, Throwable cause) {
                        answered.incrementAndGet(); // some message of its batch is broken
                    }
                })
                .build();
        try {
            for (Sample.Message message : sample.messages()) {
                analytics.enqueue(built(MAPPER.readTree(message.json())));
            }
            analytics.flush();
            await().atMost(Duration.ofSeconds(60)).until(() -> answered.get() >= Sample.SIZE);
        } finally {
            analytics.shutdown();
        }
        assertThat(RunningRoute.members(launchDarkly, sample.members().keySet()))
                .isEqualTo(sample.members());
    }

    private static MessageBuilder<?, ?> built(JsonNode json) {
        MessageBuilder<?, ?> builder =
                switch (json.get("type").asText()) {
                    case "identify" -> IdentifyMessage.builder().traits(map(json.get("traits")));
                    case "track" ->
                        TrackMessage.builder(json.get("event").asText()).properties(map(json.get("properties")));
                    default -> PageMessage.builder("a page");
                };
        return builder.userId(json.get("userId").asText())
                .messageId(json.get("messageId").asText())
                .timestamp(Date.from(Instant.parse(json.get("timestamp").asText())))
                .context(map(json.get("context")));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(JsonNode node) {
        return MAPPER.convertValue(node, Map.class);
    }

    /** Recorded, see tracking/record.js. */
    @Test
    void takesWhatTheLibraryForNodeSends() throws Exception {
        start(route());
        for (String line : Files.readAllLines(Path.of("src/test/resources/tracking/node-client.jsonl"))) {
            JsonNode sent = MAPPER.readTree(line);
            HttpResponse<String> answer = http.send(HttpRequest.newBuilder()
                    .uri(URI.create(http.url(sent.get("path").asText())))
                    .header("Content-Type", sent.get("contentType").asText())
                    .header("Authorization", sent.get("authorization").asText())
                    .POST(HttpRequest.BodyPublishers.ofString(sent.get("body").asText())));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
        assertThat(launchDarkly.members("aud_x")).containsExactly("u2");
    }

    @Test
    void thePathSaysTheType() throws Exception {
        start(route());
        int number = 0;
        for (String call : List.of("identify", "track", "identify/", "page", "screen", "group", "alias")) {
            boolean audience = call.startsWith("identify") || call.equals("track");
            String counts = audience ? "{\"changes\":1,\"skipped\":0," : "{\"changes\":0,\"skipped\":1,";
            for (String type : List.of("", "\"type\":\"page\",", "\"type\":\"identify\",", "\"type\":17,")) {
                String body = UNTYPED.replace("{\"m", "{" + type + "\"m").replace("u1", "u" + number++);
                HttpResponse<String> answer = http.send(call(call, body));
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body()).as(call + type).startsWith(counts);
            }
        }
    }

    @Test
    void batchesShareTheirContext() throws Exception {
        start(route());
        String batch = "{\"context\":{\"personas\":{\"computation_class\":\"audience\",\"computation_id\":\"aud_x\","
                + "\"computation_key\":\"x\"}},\"batch\":[{\"type\":\"identify\",\"userId\":\"u1\",\"traits\":{\"x\":true}},"
                + "{\"type\":\"track\",\"userId\":\"u2\",\"properties\":{\"x\":true}}]}";
        for (String call : List.of("batch", "import", "import/")) {
            HttpRequest.Builder packed = http.post("/v1/" + call, gzip(batch))
                    .header("Content-Encoding", "gzip")
                    .header("Authorization", basic("write-key-2:password"));
            assertThat(http.send(packed).statusCode()).isEqualTo(200);
        }
        assertThat(launchDarkly.members("aud_x")).containsExactly("u1", "u2");
    }

    @Test
    void theWriteKeyMayBeInTheBody() throws Exception {
        start(route());
        String body = UNTYPED.replace("{\"messageId\"", "{\"writeKey\":\"write-key-2\",\"messageId\"");
        assertThat(http.send(http.post("/v1/identify", body)).statusCode()).isEqualTo(200);
        HttpRequest.Builder packed = http.post("/v1/identify", gzip(body));
        assertThat(http.send(packed.header("Content-Encoding", "gzip")).statusCode())
                .isEqualTo(200);
        assertThat(launchDarkly.members("aud_x")).containsExactly("u1");
    }

    @Test
    void whoHasNoWriteKeyIsRefused() throws Exception {
        start(route());
        String batch = "{\"batch\":[" + UNTYPED.replace("{\"m", "{\"writeKey\":\"write-key-1\",\"m") + "]}";
        String inBody = UNTYPED.replace("{\"m", "{\"writeKey\":\"write-key-1\",\"m");
        for (HttpRequest.Builder each : new HttpRequest.Builder[] {
            http.post("/v1/identify", UNTYPED),
            http.post("/v1/batch", batch),
            http.post("/v1/identify", inBody.replace("key-1", "key-3")),
            http.post("/v1/identify", inBody.replace("\"write-key-1\"", "null")),
            http.post("/v1/identify", UNTYPED).header("Authorization", basic("write-key-3:")),
            http.post("/v1/identify", UNTYPED).header("Authorization", basic("write-key-1")),
            http.post("/v1/identify", UNTYPED).header("Authorization", basic(":write-key-1")),
            http.post("/v1/identify", UNTYPED).header("Authorization", basic("write-key-1,write-key-2:")),
            http.post("/v1/identify", UNTYPED).header("Authorization", basic(":")),
            http.post("/v1/identify", UNTYPED).header("Authorization", "Basic !"),
            http.post("/v1/identify", UNTYPED).header("Authorization", "Bearer write-key-1"),
            http.post("/v1/identify", inBody).header("Authorization", basic("write-key-3:")),
            call("identify", UNTYPED).header("Authorization", basic("write-key-2:")),
            http.post("/v1/identify?writeKey=write-key-1", UNTYPED)
        }) {
            HttpResponse<String> answer = http.send(each);
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.body()).isEqualTo("{\"error\":\"unauthenticated\"}");
            assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Basic realm=\"write key\"");
        }
        assertThat(launchDarkly.syncRequests()).isEmpty();
    }

    @Test
    void otherPathsAndMethodsAreNoCalls() throws Exception {
        start(route());
        assertThat(http.send(call("delete", UNTYPED)).statusCode()).isEqualTo(404);
        assertThat(http.send(call("", UNTYPED)).statusCode()).isEqualTo(404);
        assertThat(http.send(http.post("/v1/delete", UNTYPED)).statusCode()).isEqualTo(401);
        assertThat(http.send(call("identify/u1", UNTYPED)).statusCode()).isEqualTo(404);
        assertThat(http.send(call("identify", UNTYPED).GET()).statusCode()).isEqualTo(405);
        assertThat(launchDarkly.syncRequests()).isEmpty();
    }

    @Test
    void brokenMessagesHaveAVerdict() throws Exception {
        start(route());
        HttpResponse<String> broken = http.send(call("identify", UNTYPED.replace("\"x\":true", "\"x\":17")));
        assertThat(broken.statusCode()).isEqualTo(422);
        assertThat(broken.body()).contains("\"reason\":\"MEMBERSHIP_UNDETERMINED\"");
        assertThat(http.send(call("identify", "[" + UNTYPED + "]")).statusCode())
                .isEqualTo(422);
        assertThat(http.send(call("batch", "<html>")).statusCode()).isEqualTo(400);
    }

    @Test
    void noWriteKeyStopsTheStart() {
        assertThatThrownBy(() -> start(route().with("segment.tracking.writeKeys", " , ")))
                .hasStackTraceContaining("writeKeys must not be blank");
    }

    @Test
    void aWriteKeyWithALineBreakStopsTheStart() {
        assertThatThrownBy(() -> start(route().with("segment.tracking.writeKeys", "secret\n")))
                .hasStackTraceContaining("writeKeys must not have a line break or other white space around one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tracking-api.camel.yaml", "AudienceTrackingApi.java", "tracking-api.camel.xml"})
    void examplesDoTheSame(String example) throws Exception {
        start(RunningRoute.example(launchDarkly, example).with("segment.tracking.writeKeys", "write-key-1"));
        assertThat(http.send(call("identify", UNTYPED)).statusCode()).isEqualTo(200);
        assertThat(http.send(call("identify", "[]")).statusCode()).isEqualTo(422);
        assertThat(http.send(http.post("/v1/identify", UNTYPED)).statusCode()).isEqualTo(401);
        assertThat(launchDarkly.members("aud_x")).containsExactly("u1");
    }
}
