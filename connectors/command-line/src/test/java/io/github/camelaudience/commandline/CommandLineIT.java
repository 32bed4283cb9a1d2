package io.github.camelaudience.commandline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines of docs/how-to/command-line.md, as they stand there, beside a copy of {@code routes/}; and where the stand-in is. */
class CommandLineIT {

    private static final Path REPOSITORY = Path.of("../..").toAbsolutePath().normalize();

    /** Without the stand-in: by the name of its jar the command line would take the component for present. */
    private static final String CLASS_PATH = Stream.of(
                    System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.endsWith("-standin.jar"))
            .collect(Collectors.joining(File.pathSeparator));

    private static final Duration PATIENCE = Duration.ofSeconds(150);

    @TempDir
    Path folder;

    private final StandIn launchDarkly = StandIn.start();

    @BeforeEach
    void copyRoutes() throws IOException {
        Path copy = Files.createDirectory(folder.resolve("routes"));
        try (Stream<Path> files = Files.list(REPOSITORY.resolve("routes"))) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
    }

    @AfterEach
    void stop() {
        launchDarkly.close();
    }

    /** The line of the page that begins so. */
    private static String line(String beginning) throws IOException {
        List<String> lines = Files.readAllLines(REPOSITORY.resolve("docs/how-to/command-line.md")).stream()
                .filter(line -> line.startsWith(beginning))
                .toList();
        assertThat(lines).as(beginning).hasSize(1);
        return lines.get(0);
    }

    private Process camel(String line, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Duser.language=en",
                "-cp",
                CLASS_PATH,
                Camel.class.getName()));
        List<String> words = List.of(line.split(" +"));
        assertThat(words.get(0)).isEqualTo("camel");
        command.addAll(words.subList(1, words.size()));
        command.addAll(List.of(more));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("camel.log").toFile());
        builder.environment().put("LAUNCHDARKLY_CLIENT_SIDE_ID", launchDarkly.environment());
        builder.environment().put("LAUNCHDARKLY_ACCESS_TOKEN", launchDarkly.token());
        return builder.start();
    }

    private String standIn() {
        return "--prop=camel.kamelet.launchdarkly-audience-sink.baseUrl=" + launchDarkly.url();
    }

    private void check(Process process) throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException("ended: " + Files.readString(folder.resolve("camel.log")));
        }
    }

    private static String enters(String person) {
        return SegmentMessage.identify(person).enters("x");
    }

    @Test
    void files() throws Exception {
        Process camel = camel(line("camel run routes/segment-files"), standIn());
        try {
            Path inbox = folder.resolve("inbox");
            await().atMost(PATIENCE).until(() -> {
                check(camel);
                return Files.isDirectory(inbox);
            });
            Files.move(Files.writeString(folder.resolve("a.jsonl"), enters("u1") + "\n"), inbox.resolve("a.jsonl"));
            await().atMost(PATIENCE).until(() -> {
                check(camel);
                return launchDarkly.members("aud_x").contains("u1");
            });
            assertThat(folder.resolve("routes/inbox")).doesNotExist();
        } finally {
            end(camel);
        }
    }

    @Test
    void http() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Process camel = camel(line("camel run routes/segment-http"), standIn(), "--port=" + port);
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/segment"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(enters("u1"), UTF_8))
                    .build();
            HttpClient client = HttpClient.newHttpClient();
            await().atMost(PATIENCE).until(() -> {
                check(camel);
                try {
                    return client.send(request, HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            == 200;
                } catch (IOException e) {
                    return false; // nobody listens yet
                }
            });
            assertThat(launchDarkly.members("aud_x")).containsExactly("u1");
            isARowOfTheReadme(Files.readString(folder.resolve("camel.log")));
        } finally {
            end(camel);
        }
    }

    /** {@code -Ddocs.write=true} writes the row of the version that this runs on. */
    private static void isARowOfTheReadme(String log) throws IOException {
        Matcher version = Pattern.compile("Apache Camel \\(JBang\\) (\\d[\\d.]*)").matcher(log);
        assertThat(version.find()).as(log).isTrue();
        Path row = REPOSITORY.resolve("docs/hosts/command-line.md");
        String expected = "| Camel's command line | Camel " + version.group(1)
                + " | routes by HTTP and from files, Kamelets, an export that is built | `CommandLineIT`, profile `command-line` |\n";
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(row, expected);
        }
        assertThat(row).content().isEqualTo(expected);
    }

    @Test
    void whatIsExportedIsBuilt() throws Exception {
        Process camel = camel(line("camel export "));
        await().atMost(PATIENCE).until(() -> !camel.isAlive());
        assertThat(camel.exitValue()).as(Files.readString(folder.resolve("camel.log"))).isZero();
        Path project = folder.resolve("audience-sync");
        Process maven = new ProcessBuilder("mvn", "-B", "-q", "-DskipTests", "package")
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("maven.log").toFile())
                .start();
        await().atMost(PATIENCE).until(() -> !maven.isAlive());
        assertThat(maven.exitValue()).as(Files.readString(folder.resolve("maven.log"))).isZero();
        assertThat(project.resolve("src/main/resources/camel/segment-http-to-launchdarkly.camel.yaml"))
                .hasSameTextualContentAs(REPOSITORY.resolve("routes/segment-http-to-launchdarkly.camel.yaml"));
        try (ZipFile jar = new ZipFile(project.resolve("target/audience-sync-1.0.jar").toFile())) {
            assertThat(jar.getEntry("io/github/camelaudience/launchdarkly/LaunchDarklyAudienceComponent.class"))
                    .isNotNull();
            assertThat(jar.getEntry("kamelets/launchdarkly-audience-sink.kamelet.yaml")).isNotNull();
        }
    }

    private static void end(Process process) throws InterruptedException {
        process.destroy();
        await().atMost(PATIENCE).until(() -> !process.isAlive());
    }
}
