package io.github.camelaudience.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelaudience.standin.Environment;
import io.github.camelaudience.standin.StandIn;
import io.github.camelaudience.standin.SyncBody;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memberships from standard input, compared with the stand-in's, with the settings of the server. */
class AuditCommandTest {

    private static final String SINK = "camel.kamelet.launchdarkly-audience-sink.";
    private static final Path PAGE = Path.of("../../docs/how-to/audit.md");

    @TempDir
    Path folder;

    private final StandIn launchDarkly = StandIn.builder()
            .environment(Environment.of("shop", "production", StandIn.DEFAULT_ENVIRONMENT))
            .start();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @AfterEach
    void close() {
        launchDarkly.close();
    }

    private int audit(String question, String... more) throws IOException {
        List<String> settings = new ArrayList<>(List.of(
                SINK + "clientSideId=" + launchDarkly.environment(),
                SINK + "accessToken=" + launchDarkly.token(),
                SINK + "baseUrl=" + launchDarkly.url(),
                "camel.kamelet.segment-audience-audit-action.auditShare=1"));
        settings.addAll(List.of(more));
        Path file = Files.write(folder.resolve("routes.properties"), settings);
        Properties system = new Properties();
        system.setProperty("camel.main.property-placeholder-location", "file:" + file);
        out.reset();
        return AuditCommand.run(
                new ByteArrayInputStream(question.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                system);
    }

    private String send(String path, String body) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(path))
                                .headers("Authorization", launchDarkly.token(), "Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return answer.body();
    }

    /** The block of the page that stands after this comment. */
    private static String block(String name) throws IOException {
        String page = Files.readString(PAGE);
        String after = page.substring(page.indexOf("<!-- " + name + " -->"));
        return after.split("```(?:json|properties)?\\R")[1]
                .replaceAll("(?m)^   ", "")
                .replaceAll("\\s*```.*", "");
    }

    @Test
    void theProofOfThePage() throws Exception {
        List<String> properties =
                new ArrayList<>(block("proof settings").lines().toList());
        properties.add("camel.main.routes-include-pattern=" + Running.routes("segment-http-to-launchdarkly"));
        properties.add("segment.http.rejected=" + folder.resolve("rejected"));
        try (Running server =
                Running.with(launchDarkly, properties.toArray(String[]::new)).start()) {
            String answer = send("http://127.0.0.1:" + server.port + "/segment", block("proof messages"));
            assertThat(answer).isEqualTo("{\"changes\":2,\"skipped\":0,\"requests\":1}");
        }
        SyncBody request = launchDarkly.syncRequests().get(0).sync();
        assertThat(launchDarkly.syncRequests()).hasSize(1);
        assertThat(request.names("aud_proof_1") && request.names("aud_proof_2")).isTrue();

        assertThat(audit(block("proof question")))
                .as(out.toString(StandardCharsets.UTF_8))
                .isEqualTo(AuditCommand.SAME);
        assertThat(launchDarkly.syncRequests()).as("an audit changes nothing").hasSize(1);

        String contexts =
                launchDarkly.url() + "/api/v2/segments/shop/production/segment-audiences-aud_proof_1/contexts";
        send(contexts, "{\"included\":{\"add\":[\"proof-bob\"]}}");
        assertThat(audit(block("proof question"))).isEqualTo(AuditCommand.DRIFT);
    }

    @Test
    void theExitCodeIsTheWorstThatWasSeen() throws Exception {
        assertThat(audit("[{\"contextKey\":\"ada\",\"expected\":{\"aud_1\":true}}]"))
                .isEqualTo(AuditCommand.UNKNOWN);
        JsonNode report = new ObjectMapper().readTree(out.toByteArray());
        assertThat(report.at("/people/0/memberships/0/why").asText()).contains("segment-audiences-aud_1");
        assertThat(audit("[\"ada\"]")).isEqualTo(AuditCommand.UNKNOWN);
        assertThat(audit("{\"people\":[]}")).isEqualTo(AuditCommand.FAILED);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("cannot audit: ", "neither people nor audiences");
    }

    @Test
    void wrongSettingsAreToldInASentence() throws Exception {
        assertThat(audit("[\"ada\"]", SINK + "backend=bigger")).isEqualTo(AuditCommand.FAILED);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("cannot audit: ", "bigger");
        assertThat(audit("[\"ada\"]", SINK + "accessToken=sdk-1")).isEqualTo(AuditCommand.FAILED);
        assertThat(err.toString(StandardCharsets.UTF_8)).doesNotContain("sdk-1");
        assertThat(out.size()).isZero();
    }

    @Test
    void theQuestionAndTheAnswerOfThePageAreTrue() throws Exception {
        String sync = launchDarkly.url() + "/api/v2/segment-targets/segment-audiences";
        String batch = "{\"environmentId\":\"" + launchDarkly.environment() + "\",\"batch\":[";
        send(sync, batch + member("aud_1", "ada") + "," + member("aud_1", "bob") + "]}");
        send(sync, batch + member("aud_2", "bob") + "]}");
        String[] blocks = Files.readString(PAGE).split("```(?:json)?\\R");
        assertThat(audit(blocks[1])).isEqualTo(AuditCommand.DRIFT);
        ObjectMapper json = new ObjectMapper();
        assertThat(json.readTree(out.toByteArray())).isEqualTo(json.readTree(blocks[3]));
    }

    private static String member(String audienceId, String contextKey) {
        return "{\"cohortId\":\"" + audienceId + "\",\"cohortName\":\"N\",\"userId\":\"" + contextKey
                + "\",\"value\":true}";
    }
}
