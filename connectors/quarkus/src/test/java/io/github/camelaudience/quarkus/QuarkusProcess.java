package io.github.camelaudience.quarkus;

import static org.awaitility.Awaitility.await;

import io.github.camelaudience.standin.StandIn;
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
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The packaged application in a process of its own, with files of {@code routes/} and their properties, unchanged: these are
 * in {@code config/}, below what the environment and the command line say.
 */
final class QuarkusProcess implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(120);

    private static final Path APPLICATION =
            Path.of("target/quarkus-app/quarkus-run.jar").toAbsolutePath();
    private static final Path ROUTES = Path.of("../../routes").toAbsolutePath().normalize();

    private final HttpClient client = HttpClient.newHttpClient();
    private final Path log;
    private final int port;
    private final Process process;

    private QuarkusProcess(Path folder, List<String> command, Map<String, String> environment, int port)
            throws IOException {
        this.port = port;
        log = folder.resolve("quarkus.log");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("LAUNCHDARKLY_") || name.startsWith("SEGMENT_"));
        builder.environment().putAll(environment);
        process = builder.start();
    }

    /**
     * Starts the application.
     *
     * @param routes     names of files in {@code routes/}, without {@code .camel.yaml}
     * @param properties what is set beside the shipped properties, as {@code name=value}
     */
    static QuarkusProcess start(
            StandIn launchDarkly, Path folder, Map<String, String> secrets, List<String> routes, String... properties)
            throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-Duser.language=en",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + port,
                "-Dcamel.main.routes-include-pattern="
                        + routes.stream()
                                .map(name -> "file:" + ROUTES.resolve(name + ".camel.yaml"))
                                .collect(Collectors.joining(",")),
                "-Dcamel.kamelet.launchdarkly-audience-sink.baseUrl=" + launchDarkly.url(),
                "-Dsegment.data=" + folder));
        Stream.of(properties).map(property -> "-D" + property).forEach(command::add);
        command.addAll(List.of("-jar", APPLICATION.toString()));
        Files.createDirectories(folder.resolve("config"));
        Files.copy(ROUTES.resolve("application.properties"), folder.resolve("config/application.properties"));
        return new QuarkusProcess(folder, command, secrets, port);
    }

    /** Waits until the health check says so. */
    QuarkusProcess awaitUp() {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("ended: " + log());
            }
            try {
                return get("/q/health").statusCode() == 200;
            } catch (IOException e) {
                return false; // nobody listens yet
            }
        });
        return this;
    }

    /** Waits for its end. */
    int awaitEnd() throws InterruptedException {
        await().atMost(PATIENCE).until(() -> !process.isAlive());
        return process.exitValue();
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    HttpRequest.Builder post(String path, byte[] json) {
        return to(path).header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofByteArray(json));
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(to(path));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() throws Exception {
        process.destroy();
        process.waitFor();
    }
}
