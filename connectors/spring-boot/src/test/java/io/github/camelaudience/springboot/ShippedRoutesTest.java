package io.github.camelaudience.springboot;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.launchdarkly.springboot.CannotStartAnalyzer;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.io.ByteArrayOutputStream;
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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.Arguments;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** The files of {@code routes/} and their properties, unchanged, in Spring Boot with its own web server. */
class ShippedRoutesTest {

    private static final Path ROUTES = Path.of("../../routes").toAbsolutePath().normalize();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ENTERS = SegmentMessage.identify("u1").enters("x");

    /** An application of routes only. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Routes {}

    @TempDir
    Path folder;

    private final StandIn launchDarkly = StandIn.start();
    private final int port = freePort();

    @AfterEach
    void stop() {
        launchDarkly.close();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private ConfigurableApplicationContext run(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--spring.config.import=file:" + ROUTES.resolve("application.properties"),
                "--camel.main.routes-include-pattern=file:"
                        + ROUTES.resolve("segment-http-to-launchdarkly.camel.yaml") + ",file:"
                        + ROUTES.resolve("segment-files-to-launchdarkly.camel.yaml"),
                "--camel.kamelet.launchdarkly-audience-sink.clientSideId=" + launchDarkly.environment(),
                "--camel.kamelet.launchdarkly-audience-sink.accessToken=" + launchDarkly.token(),
                "--camel.kamelet.launchdarkly-audience-sink.baseUrl=" + launchDarkly.url(),
                // the application's own, which Camel 4.22 looks at whether or not they are used
                "--LAUNCHDARKLY_CLIENT_SIDE_ID=" + launchDarkly.environment(),
                "--LAUNCHDARKLY_ACCESS_TOKEN=" + launchDarkly.token(),
                "--segment.data=" + folder,
                "--segment.http.rejected=" + folder.resolve("rejected-http"),
                "--server.address=127.0.0.1",
                "--server.port=" + port,
                "--spring.main.banner-mode=off"));
        arguments.addAll(List.of(more));
        return new SpringApplicationBuilder(Routes.class).run(arguments.toArray(new String[0]));
    }

    private HttpResponse<String> post(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(ENTERS))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void routesByHttpAndFromFilesRunUnchanged() throws Exception {
        try (ConfigurableApplicationContext spring = run()) {
            HttpResponse<String> answer = post("/segment");
            assertThat(answer.body()).isEqualTo("{\"changes\":1,\"skipped\":0,\"requests\":1}");
            assertThat(launchDarkly.members("aud_x")).containsExactly("u1");
            Path inbox = folder.resolve("inbox");
            Path written = Files.writeString(
                    folder.resolve("a.jsonl"), SegmentMessage.identify("u2").enters("x") + "\n");
            Files.move(written, inbox.resolve("a.jsonl"));
            await().atMost(PATIENCE).until(() -> Files.exists(inbox.resolve(".done/a.jsonl")));
            assertThat(launchDarkly.members("aud_x")).containsExactly("u1", "u2");
            isARowOfTheReadme(spring.getBean(CamelContext.class).getVersion());
        }
    }

    /** {@code -Ddocs.write=true} writes the row of the version that this runs on. */
    private static void isARowOfTheReadme(String camel) throws IOException {
        String boot = SpringBootVersion.getVersion();
        String name = boot.startsWith("3.") ? "spring-boot-3" : "spring-boot-4";
        Path row = ROUTES.resolveSibling("docs/hosts").resolve(name + ".md");
        String expected = "| Spring Boot | " + boot + " with Camel " + camel
                + " | routes by HTTP and from files, options, Kamelets, meters, health | `ShippedRoutesTest`, `AudienceSyncApplicationTest` |\n";
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(row, expected);
        }
        assertThat(row).content().isEqualTo(expected);
    }

    static Stream<Arguments> bodies() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(ENTERS.getBytes(UTF_8));
        }
        String named = ENTERS.replace("u1", "Zo\u00eb");
        return Stream.of(
                Arguments.of("gzip", packed.toByteArray(), "gzip", 200, "u1"),
                Arguments.of("UTF-8", named.getBytes(UTF_8), "identity", 200, "Zo\u00eb"),
                Arguments.of("ISO 8859-1", named.getBytes(ISO_8859_1), "identity", 422, null),
                Arguments.of("gzip cut short", Arrays.copyOf(packed.toByteArray(), 40), "gzip", 400, null),
                Arguments.of("gzip of nothing", new byte[] {0x1f, (byte) 0x8b, 8}, "gzip", 400, null));
    }

    /** What Camel's own server for Spring Boot 3 hands over as text, or not at all. */
    @Test
    void bytesArriveAsTheyWereSent() throws Exception {
        try (ConfigurableApplicationContext spring = run()) {
            for (Arguments each : bodies().toList()) {
                String name = (String) each.get()[0];
                HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/segment"))
                        .header("Content-Type", "application/json")
                        .header("Content-Encoding", (String) each.get()[2])
                        .POST(HttpRequest.BodyPublishers.ofByteArray((byte[]) each.get()[1]))
                        .build();
                HttpResponse<String> answer =
                        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(name + ": " + answer.body()).isEqualTo(each.get()[3]);
                if (each.get()[4] != null) {
                    assertThat(launchDarkly.members("aud_x")).as(name).contains((String) each.get()[4]);
                }
            }
            assertThat(launchDarkly.members("aud_x")).containsExactlyInAnyOrder("u1", "Zo\u00eb");
        }
    }

    @Test
    void neverAnswers404ForARouteThatDoesNotRunYetOrNoLonger() throws Exception {
        List<String> answers = new CopyOnWriteArrayList<>();
        ScheduledExecutorService prober = Executors.newSingleThreadScheduledExecutor();
        prober.scheduleWithFixedDelay(
                () -> {
                    try {
                        HttpResponse<String> answer = post("/segment");
                        answers.add(answer.statusCode()
                                + answer.headers()
                                        .firstValue("Retry-After")
                                        .map(it -> " later")
                                        .orElse(""));
                    } catch (IOException e) {
                        // nobody listens
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                0,
                20,
                TimeUnit.MILLISECONDS);
        try {
            for (int i = 0; i < 2; i++) {
                int before = answers.size();
                try (ConfigurableApplicationContext spring = run()) {
                    await().atMost(PATIENCE).until(() -> answers.size() > before + 5);
                    await().atMost(PATIENCE)
                            .until(() -> answers.get(answers.size() - 1).equals("200"));
                    assertThat(post("/nowhere").statusCode()).isEqualTo(404);
                    CamelContext context = spring.getBean(CamelContext.class);
                    context.getRouteController().stopRoute("segment-http-to-launchdarkly");
                    assertThat(post("/segment").statusCode()).isEqualTo(503);
                    assertThat(post("/segment").headers().firstValue("Retry-After"))
                            .isPresent();
                    context.stop();
                    assertThat(post("/segment").statusCode()).isEqualTo(503);
                    assertThat(post("/nowhere").statusCode()).isEqualTo(503);
                }
            }
        } finally {
            prober.shutdownNow();
        }
        assertThat(answers).containsOnly("200", "503 later");
    }

    @Test
    void anUnknownParameterOfAKameletStopsTheStartInASentence() {
        assertThatThrownBy(() -> run("--camel.kamelet.launchdarkly-audience-sink.contextKye=email_only"))
                .satisfies(thrown -> assertThat(
                                new CannotStartAnalyzer().analyze(thrown).getDescription())
                        .startsWith("cannot start: the Kamelet launchdarkly-audience-sink has no parameter contextKye")
                        .contains("probably contextKey"));
    }

    @Test
    void whatIsNotOfCamelIsLeftToSpring() {
        assertThat(new CannotStartAnalyzer().analyze(new IllegalStateException("not Camel's")))
                .isNull();
    }
}
