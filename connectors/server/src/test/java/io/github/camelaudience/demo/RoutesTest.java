package io.github.camelaudience.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the comments at the top of the routes promise. */
class RoutesTest {

    private static final String ENTERS = SegmentMessage.identify("u1").enters("x");
    private static final String UNDETERMINED = SegmentMessage.identify("u1").says("x", 17);

    @TempDir
    Path work;

    private final StandIn launchDarkly = StandIn.start();
    private final OutcomeCollector outcomes = new OutcomeCollector();
    private Host host;

    private void start(String token, String... more) throws Exception {
        DemoOptions options = new DemoOptions(DemoTest.REPOSITORY, work, null, null, 0, false, false);
        host = Host.start(options, new Target(launchDarkly.environment(), token, launchDarkly), outcomes, more);
    }

    @AfterEach
    void stop() {
        host.close();
        launchDarkly.close();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder to(String type) {
        return HttpRequest.newBuilder(URI.create(host.url())).header("Content-Type", type);
    }

    private HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return send(to("application/json").POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    @Test
    void answers200WithCounts() throws Exception {
        start(launchDarkly.token());
        HttpResponse<String> answer =
                post("[" + ENTERS + "," + SegmentMessage.page("u1").enters("x") + "]");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"changes\":1,\"skipped\":1,\"requests\":1}");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(launchDarkly.members("aud_x")).containsExactly("u1");
    }

    @Test
    void aDryRunSaysSo() throws Exception {
        start(launchDarkly.token(), "camel.kamelet.launchdarkly-audience-sink.dryRun=true");
        assertThat(post(ENTERS).body())
                .startsWith("{\"changes\":1,\"skipped\":0,\"requests\":1,\"dryRun\":true,\"plannedRequests\":[\"{")
                .contains("\\\"cohortId\\\":\\\"aud_x\\\"");
        assertThat(post("[" + UNDETERMINED + "," + ENTERS + "]").body()).contains("\"dryRun\":true");
        assertThat(launchDarkly.requests()).isEmpty();
    }

    @Test
    void explainsWithTheSettingsOfTheSink() throws Exception {
        start(launchDarkly.token(), "camel.kamelet.launchdarkly-audience-sink.contextKey=user_id_then_email");
        HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(host.url() + "/explain"))
                .header("Content-Type", "application/json")
                .header("CamelLaunchDarklyAudienceOperation", "sync")
                .POST(HttpRequest.BodyPublishers.ofString(ENTERS)));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.body())
                .contains("\"result\":\"change\"", "\"value\":\"user_id_then_email\"", launchDarkly.environment());
        assertThat(launchDarkly.requests()).isEmpty();
    }

    @Test
    void aRouteThatIsSwitchedOffIsUnknown() throws Exception {
        start(launchDarkly.token(), "segment.http.enabled=false", "segment.explain.enabled=false");
        assertThat(post(ENTERS).statusCode()).isEqualTo(404);
        assertThat(launchDarkly.requests()).isEmpty();
    }

    @Test
    void takesGzipAndJsonLines() throws Exception {
        start(launchDarkly.token());
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write((ENTERS + "\n" + SegmentMessage.identify("u2").enters("x") + "\n")
                    .getBytes(StandardCharsets.UTF_8));
        }
        HttpResponse<String> answer = send(to("application/x-ndjson")
                .header("Content-Encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofByteArray(packed.toByteArray())));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(launchDarkly.members("aud_x")).containsExactly("u1", "u2");
    }

    @Test
    void answers422WithAVerdictForEach() throws Exception {
        start(launchDarkly.token());
        HttpResponse<String> answer = post("[" + UNDETERMINED + "," + ENTERS + "]");
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body())
                .contains("\"path\":\"$[0]\",\"result\":\"REJECTED\",\"reason\":\"MEMBERSHIP_UNDETERMINED\"")
                .contains("\"path\":\"$[1]\",\"result\":\"ACCEPTED\"")
                .doesNotContain("u1");
        assertThat(launchDarkly.members("aud_x")).containsExactly("u1");
    }

    @Test
    void refusesWhatIsNoMessage() throws Exception {
        start(launchDarkly.token());
        assertThat(post("<html>").statusCode()).isEqualTo(400);
        assertThat(post("").statusCode()).isEqualTo(400);
        assertThat(send(to("text/plain").POST(HttpRequest.BodyPublishers.ofString(ENTERS)))
                        .statusCode())
                .isEqualTo(415);
        assertThat(send(to("application/json").GET()).statusCode()).isEqualTo(405);
        assertThat(post(" ".repeat(16 * 1024 * 1024 + 1)).statusCode()).isEqualTo(413);
        assertThat(launchDarkly.syncRequests()).isEmpty();
    }

    @Test
    void answers503WhenLaunchDarklyRefusesTheToken() throws Exception {
        start("api-00000000-0000-4000-8000-00000000dead");
        HttpResponse<String> answer = post(ENTERS);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("30");
        assertThat(answer.body()).contains("UNAUTHORIZED").doesNotContain("api-0");
    }

    @Test
    void keepsBrokenMessagesOfAFile() throws Exception {
        start(launchDarkly.token());
        drop("a.jsonl", ENTERS + "\n" + UNDETERMINED + "\nnot json\n");
        Path done = host.folder().resolve(".done/a.jsonl");
        await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(done));
        assertThat(Files.readAllLines(host.folder().resolve("rejected/a.jsonl.rejected")))
                .satisfiesExactly(
                        row -> assertThat(row)
                                .startsWith("{\"line\":2,\"reason\":\"MEMBERSHIP_UNDETERMINED\",\"path\":\"$.traits\""),
                        row -> assertThat(row)
                                .startsWith("{\"line\":3,\"reason\":\"NOT_JSON\"")
                                .endsWith("\"raw\":\"not json\"}"));
        assertThat(host.folder().resolve("a.jsonl")).doesNotExist();
        assertThat(launchDarkly.members("aud_x")).containsExactly("u1");
    }

    @Test
    void leavesAFileThatCouldNotBeDelivered() throws Exception {
        start("api-00000000-0000-4000-8000-00000000dead");
        drop("a.json", ENTERS);
        // The second time it is read is the proof that it stayed.
        outcomes.await(OutcomeCollector.Way.FILE, 1, Duration.ofSeconds(20));
        assertThat(host.folder().resolve(".done/a.json")).doesNotExist();
        assertThat(host.folder().resolve("rejected")).doesNotExist();
    }

    private void drop(String name, String text) throws IOException {
        Path written = Files.writeString(work.resolve(name), text);
        Files.move(written, host.folder().resolve(name));
    }
}
