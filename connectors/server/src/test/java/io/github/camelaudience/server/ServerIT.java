package io.github.camelaudience.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.standin.StandIn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The distribution as it is handed out: unpacked, started, used, changed and stopped. */
class ServerIT {

    private static final Path ARCHIVE = Path.of(System.getProperty("server.distribution"));
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SIGTERM_STATUS = 128 + 15;

    /** Behind the last of the route. */
    private static final String ANOTHER_STEP = """
                    - setBody:
                        expression:
                          constant:
                            expression: '{"applied":1}'
            """;

    private static String enters(String userId) {
        return """
                {"messageId":"m-%1$s","type":"identify","userId":"%1$s","timestamp":"2026-01-02T03:04:05.678Z",
                 "context":{"personas":{"computation_class":"audience","computation_id":"aud_x","computation_key":"x"}},
                 "traits":{"x":true}}""".formatted(userId);
    }

    @TempDir
    Path folder;

    @Test
    void servesReloadsAndStops() throws Exception {
        try (StandIn launchDarkly = StandIn.start();
                Distribution server = Distribution.unpack(ARCHIVE, folder)) {
            server.talkTo(launchDarkly);
            String webhook = "segment-webhook-to-launchdarkly.camel.yaml";
            Files.copy(
                    server.home().resolve("routes-available").resolve(webhook),
                    server.home().resolve("routes").resolve(webhook));
            Process process = server.start(Map.of(
                    "LAUNCHDARKLY_CLIENT_SIDE_ID", launchDarkly.environment(),
                    "LAUNCHDARKLY_ACCESS_TOKEN", launchDarkly.token(),
                    "SEGMENT_SHARED_SECRET", "a-secret-of-this-test"));
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> server.observe("health").statusCode() == 200);

            assertThat(server.post(enters("u1")).body()).isEqualTo("{\"changes\":1,\"skipped\":0,\"requests\":1}");
            assertThat(server.post("/segment/webhook", enters("u0")).statusCode())
                    .isEqualTo(401);
            assertThat(launchDarkly.members("aud_x")).containsExactly("u1");
            assertThat(server.home().resolve("messages")).isDirectory();
            assertThat(server.observe("health").body()).contains("\"status\":\"UP\"");
            assertThat(server.observe("health/ready").statusCode()).isEqualTo(200);
            assertThat(server.observe("metrics").body())
                    .contains("camel_exchanges_succeeded_total{")
                    .contains("segment-http-to-launchdarkly");

            Path route = server.home().resolve("routes/segment-http-to-launchdarkly.camel.yaml");
            String original = Files.readString(route);
            Files.writeString(route, original + ANOTHER_STEP);
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> server.post(enters("u2")).body().startsWith("{\"applied\":"));

            Files.writeString(route, "- route:\n    nonsense: true\n");
            await().atMost(PATIENCE).until(() -> server.log().contains("nonsense"));
            assertThat(server.post(enters("u3")).body()).startsWith("{\"applied\":1");
            assertThat(launchDarkly.members("aud_x")).containsExactly("u1", "u2", "u3");

            process.destroy();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(SIGTERM_STATUS);
            assertThat(server.log())
                    .contains("shutdown in")
                    .doesNotContain(launchDarkly.token())
                    .doesNotContain("a-secret-of-this-test");
        }
    }

    @Test
    void saysWhichVariableIsMissing() throws Exception {
        try (Distribution server = Distribution.unpack(ARCHIVE, folder)) {
            Process process = server.start(Map.of("LAUNCHDARKLY_CLIENT_SIDE_ID", "5f0000000000000000000001"));
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
            assertThat(server.log()).contains("set LAUNCHDARKLY_ACCESS_TOKEN");
        }
    }
}
