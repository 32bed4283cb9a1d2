package io.github.camelaudience.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.server.Command.Call;
import io.github.camelaudience.standin.StandIn;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shipped configuration, right and wrong, looked at without serving. */
class CheckCommandTest {

    private static final String SINK = "camel.kamelet.launchdarkly-audience-sink.";

    @TempDir
    Path folder;

    private final StandIn launchDarkly = StandIn.start();
    private final Map<String, String> environment = new HashMap<>();
    private final List<String> settings = new ArrayList<>();
    private Path routes;

    @BeforeEach
    void give() throws IOException {
        environment.put("LAUNCHDARKLY_CLIENT_SIDE_ID", launchDarkly.environment());
        environment.put("LAUNCHDARKLY_ACCESS_TOKEN", launchDarkly.token());
        environment.put("SEGMENT_DATA", folder.resolve("data").toString());
        environment.put("SERVER_PORT", "0");
        environment.put("MANAGEMENT_PORT", "0");
        routes = Files.createDirectory(folder.resolve("routes"));
        use("segment-http-to-launchdarkly");
        settings.add("camel.main.routes-include-pattern=file:" + routes + "/*.camel.yaml");
        settings.add(SINK + "baseUrl=" + launchDarkly.url());
    }

    @AfterEach
    void close() {
        launchDarkly.close();
    }

    private void use(String... names) throws IOException {
        for (String name : names) {
            Files.copy(Path.of("../../routes/" + name + ".camel.yaml"), routes.resolve(name + ".camel.yaml"));
        }
    }

    private List<String> check(int code, String... arguments) throws IOException {
        Path last = Files.write(folder.resolve("last.properties"), settings);
        Properties system = new Properties();
        system.setProperty(
                "camel.main.property-placeholder-location",
                "file:" + last + ",file:src/main/conf/application.properties,file:../../routes/application.properties");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<String> all = new ArrayList<>(List.of("check"));
        all.addAll(List.of(arguments));
        assertThat(CommandLine.run(new Call(
                        all,
                        new ByteArrayInputStream(new byte[0]),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        System.err,
                        system,
                        environment)))
                .as(out.toString(StandardCharsets.UTF_8))
                .isEqualTo(code);
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void everyShippedRouteOfHttpFilesAndKafkaPassesAndNothingIsSentOrMade() throws IOException {
        use(
                "segment-files-to-launchdarkly",
                "segment-audience-explain",
                "segment-webhook-to-launchdarkly",
                "segment-tracking-api-to-launchdarkly",
                "segment-pubsub-to-launchdarkly",
                "segment-kafka-to-launchdarkly");
        environment.put("SEGMENT_SHARED_SECRET", "a-shared-secret");
        environment.put("SEGMENT_WRITE_KEYS", "a-write-key, another-write-key");
        environment.put("SEGMENT_PUBSUB_TOKEN", "a-pubsub-token");
        assertThat(check(CheckCommand.RIGHT)).containsExactly("The server can start.");
        assertThat(launchDarkly.requests()).isEmpty();
        assertThat(folder.resolve("data")).doesNotExist();
        try (Stream<Path> there = Files.list(folder)) {
            assertThat(there).hasSize(2);
        }
    }

    @Test
    void everyProblemHasItsSentence() throws IOException {
        use(
                "segment-webhook-to-launchdarkly",
                "segment-tracking-api-to-launchdarkly",
                "segment-pubsub-to-launchdarkly");
        environment.remove("LAUNCHDARKLY_ACCESS_TOKEN");
        environment.put("SEGMENT_SHARED_SECRET", "a-shared-secret\n");
        environment.put("SEGMENT_PREVIOUS_SHARED_SECRET", "changeme");
        environment.put("SEGMENT_WRITE_KEYS", "a-write-key,short");
        Files.writeString(folder.resolve("data"), "in the way");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            environment.put("MANAGEMENT_PORT", Integer.toString(taken.getLocalPort()));
            List<String> problems = check(CheckCommand.WRONG);
            assertThat(problems)
                    .anyMatch(
                            line -> line.startsWith("set LAUNCHDARKLY_ACCESS_TOKEN or LAUNCHDARKLY_ACCESS_TOKEN_FILE"))
                    .anyMatch(line -> line.contains("SEGMENT_SHARED_SECRET, begins or ends with a line break"))
                    .anyMatch(line -> line.contains("SEGMENT_PREVIOUS_SHARED_SECRET, is a placeholder"))
                    .anyMatch(line -> line.contains("SEGMENT_WRITE_KEYS, has 5 characters"))
                    .anyMatch(line -> line.startsWith("set SEGMENT_PUBSUB_TOKEN"))
                    .anyMatch(line -> line.startsWith("port " + taken.getLocalPort() + " of 127.0.0.1 cannot be had"))
                    .anyMatch(line -> line.startsWith("segment.data: ") && line.endsWith("is not a folder"))
                    .noneMatch(line -> line.contains("a-shared-secret") || line.contains("changeme"));
            assertThat(check(CheckCommand.WRONG, "--running")).noneMatch(line -> line.startsWith("port "));
        }
    }

    @Test
    void whatIsWrongWithAFileIsToldWithItsName() throws IOException {
        use("segment-files-to-launchdarkly");
        Files.writeString(routes.resolve("mine.camel.yaml"), "- route:\n    nonsense: true\n");
        settings.add("segment.files.chunkSize=many");
        assertThat(check(CheckCommand.WRONG))
                .hasSize(2)
                .anyMatch(line -> line.startsWith("mine.camel.yaml: ") && line.contains("nonsense"))
                .anyMatch(
                        line -> line.startsWith("segment-files-to-launchdarkly.camel.yaml: ") && line.contains("many"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                SINK + "contextKye=email_only | has no parameter contextKye: it is probably contextKey",
                SINK + "contextKey=emial_only | emial_only",
                SINK + "baseUrl=http://127.0.0.1:1/api/v2 | baseUrl",
                "camel.main.shutdown-timout=3 | shutdown",
                "segment.http.maxDocumentSize=lots | lots",
            })
    void aWrongOptionIsTold(String setting, String told) throws IOException {
        settings.add(setting);
        assertThat(check(CheckCommand.WRONG)).singleElement().asString().contains(told);
    }

    @Test
    void aSecretMayComeFromAFile() throws IOException {
        environment.remove("LAUNCHDARKLY_ACCESS_TOKEN");
        Path file = folder.resolve("token");
        environment.put("LAUNCHDARKLY_ACCESS_TOKEN_FILE", file.toString());
        assertThat(check(CheckCommand.WRONG)).singleElement().asString().contains("names a file that is not there");
        Files.writeString(file, launchDarkly.token() + "\n");
        assertThat(check(CheckCommand.RIGHT)).containsExactly("The server can start.");
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 1, 2, 3, 4, 5, 6, 7});
        assertThat(check(CheckCommand.WRONG)).singleElement().asString().contains("not UTF-8");
        environment.put("LAUNCHDARKLY_ACCESS_TOKEN", launchDarkly.token());
        assertThat(check(CheckCommand.WRONG))
                .singleElement()
                .asString()
                .startsWith("both LAUNCHDARKLY_ACCESS_TOKEN and LAUNCHDARKLY_ACCESS_TOKEN_FILE are set");
    }

    @Test
    void withoutRoutesThereIsNothingToServe() throws IOException {
        Files.delete(routes.resolve("segment-http-to-launchdarkly.camel.yaml"));
        assertThat(check(CheckCommand.WRONG)).anyMatch(line -> line.contains("copy one from routes-available/"));
    }
}
