package io.github.camelaudience.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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

    @TempDir
    Path folder;

    @Test
    void servesReloadsAndStops() throws Exception {
        try (StandIn launchDarkly = StandIn.start();
                Distribution server = Distribution.unpack(ARCHIVE, folder)) {
            server.talkTo(launchDarkly);
            String webhook = "segment-webhook-to-launchdarkly.camel.yaml";
            Process process = server.start(Map.of(
                    "LAUNCHDARKLY_CLIENT_SIDE_ID", launchDarkly.environment(),
                    "LAUNCHDARKLY_ACCESS_TOKEN", launchDarkly.token(),
                    "SEGMENT_SHARED_SECRET", "a-secret-of-this-test"));
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> server.observe("health").statusCode() == 200);

            assertThat(server.post(SegmentMessage.identify("u1").enters("x")).body())
                    .isEqualTo("{\"changes\":1,\"skipped\":0,\"requests\":1}");
            Files.copy(
                    server.home().resolve("routes-available").resolve(webhook),
                    server.home().resolve("routes").resolve(webhook));
            await().atMost(PATIENCE)
                    .until(() -> server.post(
                                            "/segment/webhook",
                                            SegmentMessage.identify("u0").enters("x"))
                                    .statusCode()
                            != 404);
            assertThat(server.post(
                                    "/segment/webhook",
                                    SegmentMessage.identify("u0").enters("x"))
                            .statusCode())
                    .isEqualTo(401);
            assertThat(launchDarkly.members("aud_x")).containsExactly("u1");
            assertThat(server.data().resolve("inbox")).isDirectory();
            assertThat(server.home().resolve("inbox")).doesNotExist();
            assertThat(server.post(
                                    "/segment/explain",
                                    SegmentMessage.identify("u9").enters("x"))
                            .body())
                    .contains("\"result\":\"change\"");
            assertThat(server.manage("/q/dev/launchdarkly-audience").body())
                    .contains("LaunchDarkly Audience:", launchDarkly.environment())
                    .doesNotContain(launchDarkly.token());
            assertThat(server.observe("health").body()).contains("\"status\":\"UP\"");
            assertThat(server.observe("health/ready").statusCode()).isEqualTo(200);
            assertThat(server.observe("metrics").body())
                    .contains("camel_exchanges_succeeded_total{")
                    .contains("segment-http-to-launchdarkly");

            isARowOfTheReadme(server.log());
            Path route = server.home().resolve("routes/segment-http-to-launchdarkly.camel.yaml");
            String original = Files.readString(route);
            Files.writeString(route, original + ANOTHER_STEP);
            await().atMost(PATIENCE).ignoreExceptions().until(() -> server.post(
                            SegmentMessage.identify("u2").enters("x"))
                    .body()
                    .startsWith("{\"applied\":"));

            Files.writeString(route, "- route:\n    nonsense: true\n");
            await().atMost(PATIENCE).until(() -> server.log().contains("nonsense"));
            assertThat(server.post(SegmentMessage.identify("u3").enters("x")).body())
                    .startsWith("{\"applied\":1");
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

    /** {@code -Ddocs.write=true} writes the row of the version that this runs on. */
    private static void isARowOfTheReadme(String log) throws IOException {
        Matcher version = Pattern.compile("Apache Camel (\\d[\\d.]*) \\(").matcher(log);
        assertThat(version.find()).as(log).isTrue();
        Path row = Path.of("../../docs/hosts/integration-server.md");
        String expected = "| integration server | Camel " + version.group(1)
                + " | routes by HTTP and from files, reload, health, metrics, stop and kill | `ServerIT` |\n";
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(row, expected);
        }
        assertThat(row).content().isEqualTo(expected);
    }

    @Test
    void carriesNothingThatIsForTheDemoOnly() throws Exception {
        try (Distribution server = Distribution.unpack(ARCHIVE, folder);
                Stream<Path> jars = Files.list(server.home().resolve("lib"))) {
            assertThat(jars.map(jar -> jar.getFileName().toString()))
                    .anyMatch(name -> name.startsWith("camel-launchdarkly-audience-"))
                    .noneMatch(name ->
                            name.contains("java-server-sdk") || name.contains("sdk-proof") || name.contains("standin"));
        }
    }

    private static Map<String, String> credentials(StandIn launchDarkly, String... more) {
        Map<String, String> variables = new HashMap<>();
        variables.put("LAUNCHDARKLY_CLIENT_SIDE_ID", launchDarkly.environment());
        variables.put("LAUNCHDARKLY_ACCESS_TOKEN", launchDarkly.token());
        for (int i = 0; i < more.length; i += 2) {
            variables.put(more[i], more[i + 1]);
        }
        return variables;
    }

    @Test
    void neverAnswers404AcrossStartStopAndRestart() throws Exception {
        try (StandIn launchDarkly = StandIn.start();
                Distribution server = Distribution.unpack(ARCHIVE, folder);
                Prober prober = Prober.of(
                        "http://127.0.0.1:" + server.port() + "/segment",
                        SegmentMessage.identify("u1").enters("x"))) {
            server.talkTo(launchDarkly);
            for (int i = 0; i < 2; i++) {
                // in the language in which i is not the small I
                Process process = server.start(credentials(
                        launchDarkly,
                        "JAVA_OPTS",
                        "-Xmx256m -XX:TieredStopAtLevel=1 -Duser.language=tr -Duser.country=TR"));
                long before = prober.count(200);
                await().atMost(PATIENCE).until(() -> prober.count(200) > before + 5);
                process.destroy();
                assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).isEqualTo(SIGTERM_STATUS);
            }
            assertThat(prober.answers())
                    .allMatch(answer -> answer.status() == 200 || (answer.status() == 503 && answer.retryAfter()));
        }
    }

    @Test
    void aFailedStartIsToldInOneSentenceBeforeAnyTrace() throws Exception {
        try (StandIn launchDarkly = StandIn.start();
                Distribution server = Distribution.unpack(ARCHIVE, folder);
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.talkTo(launchDarkly);
            assertCannotStart(
                    server,
                    credentials(launchDarkly, "SERVER_PORT", Integer.toString(taken.getLocalPort())),
                    "port " + taken.getLocalPort() + " of 127.0.0.1 cannot be had");
            server.set("camel.kamelet.launchdarkly-audience-sink.contextKye=email_only");
            assertCannotStart(
                    server,
                    credentials(launchDarkly),
                    "the Kamelet launchdarkly-audience-sink has no parameter contextKye: it is probably contextKey");
            server.set("camel.main.shutdown-timout=3");
            assertCannotStart(server, credentials(launchDarkly), "");
        }
    }

    private static void assertCannotStart(Distribution server, Map<String, String> environment, String sentence)
            throws Exception {
        Process process = server.start(environment);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(server.log().lines().filter(line -> line.startsWith("cannot start: ")))
                .singleElement()
                .asString()
                .startsWith("cannot start: " + sentence);
        assertThat(server.log().split("cannot start: ")[0]).doesNotContain("\tat ");
    }

    @Test
    void routesThatCheckNobodyAreOffBeyondLoopback() throws Exception {
        try (StandIn launchDarkly = StandIn.start();
                Distribution server = Distribution.unpack(ARCHIVE, folder)) {
            server.talkTo(launchDarkly);
            server.start(credentials(launchDarkly, "SERVER_HOST", "0.0.0.0"));
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> server.post("/nowhere", "{}").statusCode() == 404);
            assertThat(server.post(SegmentMessage.identify("u1").enters("x")).statusCode())
                    .isEqualTo(404);
            assertThat(server.post(
                                    "/segment/explain",
                                    SegmentMessage.identify("u1").enters("x"))
                            .statusCode())
                    .isEqualTo(404);
            assertThat(launchDarkly.syncRequests()).isEmpty();
        }
    }

    @Test
    void explainsWithoutNetworkOrCredentials() throws Exception {
        try (Distribution server = Distribution.unpack(ARCHIVE, folder)) {
            Path message = Files.writeString(
                    folder.resolve("message.json"),
                    SegmentMessage.identify("u1").enters("x"));
            assertThat(server.run("explain", message, Map.of(), 0))
                    .startsWith("[")
                    .contains("\"result\" : \"change\"");
            Files.writeString(message, "no json");
            assertThat(server.run("explain", message, Map.of(), 2)).contains("NOT_JSON");
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
