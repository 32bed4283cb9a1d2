package io.github.camelaudience.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
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
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Why somebody is in an audience, asked beside a server that runs and after it has stopped. */
class WhyCommandTest {

    private static final String SINK = "camel.kamelet.launchdarkly-audience-sink.";

    @TempDir
    Path folder;

    private final StandIn launchDarkly = StandIn.start();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @AfterEach
    void close() {
        launchDarkly.close();
    }

    private int run(String... arguments) throws Exception {
        return run(List.of(ServerLedger.FOLDER + "=" + folder.resolve("ledger")), arguments);
    }

    private int run(List<String> ledger, String... arguments) throws Exception {
        List<String> settings = new ArrayList<>(ledger);
        settings.add(SINK + "clientSideId=" + launchDarkly.environment());
        settings.add(SINK + "accessToken=" + launchDarkly.token());
        settings.add(SINK + "baseUrl=" + launchDarkly.url());
        Properties system = new Properties();
        system.setProperty(
                "camel.main.property-placeholder-location",
                "file:" + Files.write(folder.resolve("routes.properties"), settings));
        out.reset();
        err.reset();
        return CommandLine.run(new Command.Call(
                List.of(arguments),
                InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                system,
                Map.of()));
    }

    private void send(Running server, String message) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port + "/segment"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(message))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private Running server() throws Exception {
        return Running.with(
                        launchDarkly,
                        "camel.main.routes-include-pattern=" + Running.routes("segment-http-to-launchdarkly"),
                        "segment.http.rejected=" + folder.resolve("rejected"),
                        ServerLedger.FOLDER + "=" + folder.resolve("ledger"))
                .start();
    }

    @Test
    void tellsBesideTheServerAndAfterIt() throws Exception {
        try (Running server = server()) {
            send(server, SegmentMessage.identify("ada").messageId("m1").enters("vip"));
            send(server, SegmentMessage.identify("ada").messageId("m2").leaves("beta"));
            assertThat(run("why", "aud_vip", "ada")).as(err.toString()).isEqualTo(WhyCommand.IN);
            JsonNode vip = new ObjectMapper().readTree(out.toByteArray()).at("/memberships/0");
            assertThat(vip.path("messageId").asText()).isEqualTo("m1");
            assertThat(vip.path("from").asText()).startsWith("request /segment exchange ");
            assertThat(run("why", "Beta", "ada")).isEqualTo(WhyCommand.OUT);
        }
        assertThat(run("person", "ada")).isEqualTo(WhyCommand.IN);
        assertThat(new ObjectMapper().readTree(out.toByteArray()).path("memberships"))
                .hasSize(2);
        assertThat(run("person", "bob")).isEqualTo(WhyCommand.UNKNOWN);
        assertThat(run("why", "aud_vip", "bob")).isEqualTo(WhyCommand.UNKNOWN);
    }

    @Test
    void remembersAcrossARestart() throws Exception {
        try (Running server = server()) {
            send(
                    server,
                    SegmentMessage.identify("ada").at("2026-05-05T00:00:00Z").leaves("vip"));
        }
        try (Running server = server()) {
            send(
                    server,
                    SegmentMessage.identify("ada").at("2026-04-04T00:00:00Z").enters("vip"));
        }
        assertThat(launchDarkly.syncRequests())
                .as("an older event undoes nothing")
                .hasSize(1);
        assertThat(run("why", "vip", "ada")).isEqualTo(WhyCommand.UNKNOWN);
        assertThat(run("why", "aud_vip", "ada")).isEqualTo(WhyCommand.OUT);
    }

    @Test
    void aSecondServerOnTheFolderIsRefusedInASentence() throws Exception {
        try (Running server = server()) {
            Throwable refused = org.assertj.core.api.Assertions.catchThrowable(this::server);
            assertThat(io.github.camelaudience.launchdarkly.host.FailedStart.sentence(refused))
                    .contains("is in use by process " + ProcessHandle.current().pid());
            assertThat(server.context().isStarted()).isTrue();
        }
    }

    @Test
    void whatIsWrongIsToldInASentence() throws Exception {
        assertThat(run("why", "aud_vip", "ada")).isEqualTo(WhyCommand.FAILED);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("cannot tell why: ", "there is no ledger in the folder");
        assertThat(run(List.of(), "why", "aud_vip", "ada")).isEqualTo(WhyCommand.FAILED);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("there is no ledger to ask");
        assertThat(run(List.of(ServerLedger.URL + "=jdbc:mysql://db/x"), "person", "ada"))
                .isEqualTo(WhyCommand.FAILED);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains(ServerLedger.URL, "jdbc:postgresql:");
        assertThat(run("why", "aud_vip")).isEqualTo(CommandLine.WRONG_ARGUMENTS);
        assertThat(run("person")).isEqualTo(CommandLine.WRONG_ARGUMENTS);
    }
}
