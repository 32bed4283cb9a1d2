package io.github.camelaudience.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import javax.tools.ToolProvider;
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
            // 404 as long as there is no such route, 503 while it starts
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(server.post(
                                    "/segment/webhook",
                                    SegmentMessage.identify("u0").enters("x"))
                            .statusCode())
                    .isEqualTo(401));
            assertThat(launchDarkly.members("aud_x")).containsExactly("u1");
            assertThat(server.data().resolve("inbox")).isDirectory();
            assertThat(server.home().resolve("inbox")).doesNotExist();
            assertThat(server.post("no json").statusCode()).isEqualTo(400);
            assertThat(server.data().resolve("rejected-http.jsonl")).content().contains("NOT_JSON");
            assertThat(server.home().resolve("rejected-http")).doesNotExist();
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

    @Test
    void aFailedStartEndsTheProcessAtOnceEvenWhenAClassCannotBeLoaded() throws Exception {
        try (StandIn launchDarkly = StandIn.start();
                Distribution server = Distribution.unpack(ARCHIVE, folder)) {
            server.talkTo(launchDarkly);
            Path source = Files.writeString(
                    folder.resolve("Broken.java"),
                    "public class Broken { static { if (true) throw new LinkageError(\"this class is broken\"); } }");
            assertThat(ToolProvider.getSystemJavaCompiler()
                            .run(
                                    null,
                                    null,
                                    null,
                                    "-d",
                                    server.home().resolve("conf").toString(),
                                    source.toString()))
                    .isZero();
            Files.writeString(
                    server.home().resolve("routes/mine.camel.yaml"),
                    "- beans:\n    - name: broken\n      type: \"#class:Broken\"\n");
            long before = System.nanoTime();
            assertCannotStart(server, credentials(launchDarkly), "");
            assertThat(server.log()).contains("this class is broken");
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(40));
        }
    }

    /** The zip has what the tar.gz has, in the same places; the launchers start nothing but what is there. */
    @Test
    void bothArchivesHoldTheSameAndAllThatIsPromised() throws Exception {
        try (Distribution server = Distribution.unpack(ARCHIVE, folder);
                Stream<Path> files = Files.walk(server.home());
                ZipFile zip = new ZipFile(System.getProperty("server.zip"))) {
            Path root = server.home().getParent();
            Set<String> unpacked = files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .collect(Collectors.toCollection(TreeSet::new));
            Set<String> zipped = new TreeSet<>();
            zip.stream().filter(entry -> !entry.isDirectory()).forEach(entry -> zipped.add(entry.getName()));
            assertThat(zipped).isEqualTo(unpacked);
            for (String file : List.of(
                    "README.md",
                    "LICENSE",
                    "CHANGELOG.md",
                    "SECURITY.md",
                    "bin/audience-server",
                    "bin/audience-server.bat",
                    "conf/log4j2.properties",
                    "docs/server/operate.md",
                    "monitoring/prometheus-rules.yaml",
                    "monitoring/grafana-dashboard.json",
                    "systemd/audience-server.service",
                    "kubernetes/audience-server.yaml")) {
                assertThat(server.home().resolve(file)).isRegularFile();
            }
            assertThat(server.home().resolve("bin/audience-server")).isExecutable();
            assertThat(Files.readString(server.home().resolve("bin/audience-server.bat")))
                    .doesNotContainPattern("[^\r]\n");
        }
    }

    @Test
    void printsWhatItIsAndWhatItCanDoAndChecksItself() throws Exception {
        try (Distribution server = Distribution.unpack(ARCHIVE, folder)) {
            Path nothing = Files.writeString(folder.resolve("nothing"), "");
            String project = server.home().getFileName().toString().replace("audience-server-", "");
            assertThat(server.run("--version", nothing, Map.of(), 0)).startsWith("audience-server " + project + ",");
            assertThat(server.run("--help", nothing, Map.of(), 0)).contains("audience-server check");
            assertThat(server.run("serve", nothing, Map.of(), 2)).isEmpty();
            assertThat(server.log()).startsWith("audience-server: there is no command serve");
            assertThat(server.run("check", nothing, Map.of(), 1))
                    .contains("set LAUNCHDARKLY_CLIENT_SIDE_ID", "set LAUNCHDARKLY_ACCESS_TOKEN");
        }
    }

    @Test
    void theLogMayBeJsonInAFile() throws Exception {
        try (StandIn launchDarkly = StandIn.start();
                Distribution server = Distribution.unpack(ARCHIVE, folder)) {
            server.talkTo(launchDarkly);
            Path file = folder.resolve("log/server.log");
            Process process =
                    server.start(credentials(launchDarkly, "LOG_FORMAT", "json", "LOG_FILE", file.toString()));
            await().atMost(PATIENCE)
                    .until(() -> Files.exists(file) && Files.readString(file).contains("Listening on 127.0.0.1 port"));
            process.destroy();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            ObjectMapper json = new ObjectMapper();
            for (String line : Files.readAllLines(file)) {
                assertThat(json.readTree(line).path("message").isTextual())
                        .as(line)
                        .isTrue();
            }
            assertThat(Files.readString(file)).contains("port " + server.port()).doesNotContain("0.0.0.0");
            assertThat(server.log()).isEmpty();
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
            Path loaded = folder.resolve("loaded");
            for (int i = 0; i < 2; i++) {
                // in the language in which i is not the small I
                Process process = server.start(credentials(
                        launchDarkly,
                        "CLASS_ARCHIVE",
                        folder.resolve("classes of the first.jsa").toString(),
                        "JAVA_OPTS",
                        "-Xmx256m -XX:TieredStopAtLevel=1 -Duser.language=tr -Duser.country=TR -Xlog:class+load:file="
                                + loaded));
                long before = prober.count(200);
                await().atMost(PATIENCE).until(() -> prober.count(200) > before + 5);
                process.destroy();
                assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).isEqualTo(SIGTERM_STATUS);
            }
            assertThat(prober.answers())
                    .allMatch(answer -> answer.status() == 200 || (answer.status() == 503 && answer.retryAfter()));
            assertThat(loaded)
                    .content()
                    .containsPattern(
                            "io.github.camelaudience.server.CommandLine source: shared objects file \\(top\\)");
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
            assertCannotStart(server, credentials(launchDarkly), "there is no option camel.main.shutdownTimout");
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
