package io.github.camelaudience.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import io.github.camelaudience.standin.junit.LaunchDarklyStandIn;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the ways by HTTP keep what is rejected. */
@LaunchDarklyStandIn
class KeptRejectsTest {

    private static final String ENTERS = SegmentMessage.identify("u1").enters("x");
    private static final String BROKEN = SegmentMessage.identify("u1").says("x", 17);

    @TempDir
    Path work;

    StandIn launchDarkly;

    @AutoClose
    HttpRoute http;

    @BeforeEach
    void start() throws Exception {
        http = HttpRoute.serve(HttpRoute.all(launchDarkly)
                .with("camel.kamelet.segment-webhook-source.rejectedFolder", folder().toString())
                .with("segment.http.rejected", folder().toString())
                .with("segment.tracking.rejected", folder().toString())
                .with("segment.pubsub.rejected", folder().toString()));
    }

    private Path folder() {
        return work.resolve("rejected");
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        HttpRequest.Builder request = http.post(path, body)
                .header("X-Signature", HttpRouteContract.sign("secret", body.getBytes(StandardCharsets.UTF_8)))
                .header("Authorization", "Basic d3JpdGUta2V5Og==");
        return http.send(request);
    }

    private List<Path> kept() throws IOException {
        if (!Files.isDirectory(folder())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder())) {
            return files.sorted().toList();
        }
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(work.resolve("rejected.jsonl"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/segment", "/segment/webhook", "/v1/batch", "/segment/pubsub?token=token"})
    void aRejectedMessageIsKeptAsItCameWithReasonAndPath(String path) throws Exception {
        int expected = path.contains("pubsub") ? 200 : 422;
        assertThat(post(path, BROKEN).statusCode()).isEqualTo(expected);
        assertThat(kept()).singleElement().satisfies(file -> assertThat(file).hasContent(BROKEN));
        JsonNode line = new ObjectMapper().readTree(lines().get(0));
        assertThat(line.get("file").textValue())
                .isEqualTo(kept().get(0).getFileName().toString())
                .startsWith("MEMBERSHIP_UNDETERMINED-");
        assertThat(line.get("reason").textValue()).isEqualTo("MEMBERSHIP_UNDETERMINED");
        assertThat(line.get("path").textValue()).startsWith("$");
        assertThat(line.get("time").textValue()).endsWith("Z");
        assertThat(post(path, Files.readString(kept().get(0)).replace("17", "true"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(launchDarkly.members("aud_x")).containsExactly("u1");
        assertThat(lines()).hasSize(1);
    }

    @Test
    void eachOfABatchHasAFileOfItsOwn() throws Exception {
        String batch = "[" + BROKEN + "," + ENTERS + "," + BROKEN.replace("u1", "u2") + "]";
        assertThat(post("/segment", batch).statusCode()).isEqualTo(422);
        assertThat(kept()).hasSize(2);
        assertThat(lines())
                .hasSize(2)
                .satisfiesExactly(first -> assertThat(first).contains("\"$[0]"), second -> assertThat(second)
                        .contains("\"$[2]"));
        assertThat(Files.readString(kept().get(1))).isEqualTo(BROKEN.replace("u1", "u2"));
    }

    @Test
    void strangersKeepNothingHere() throws Exception {
        assertThat(http.send(http.post("/segment/webhook", BROKEN).header("X-Signature", "x"))
                        .statusCode())
                .isEqualTo(401);
        assertThat(http.send(http.post("/v1/batch", BROKEN)).statusCode()).isEqualTo(401);
        assertThat(http.send(http.post("/segment", "x".repeat(2 << 20))).statusCode())
                .isEqualTo(413);
        assertThat(kept()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/segment", "/segment/webhook", "/v1/batch", "/segment/pubsub?token=token"})
    void whatCannotBeKeptIsToBeSentAgain(String path) throws Exception {
        Files.writeString(folder(), "a file where the folder should be");
        HttpResponse<String> answer = post(path, BROKEN);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }
}
