package io.github.camelaudience.server;

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
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The distribution, unpacked and run in a process of its own. */
final class Distribution implements AutoCloseable {

    private final HttpClient client = HttpClient.newHttpClient();
    private final Path home;
    private final Path log;
    private final int port;
    private final int managementPort;
    private Process process;

    private Distribution(Path home, Path log) throws IOException {
        this.home = home;
        this.log = log;
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = one.getLocalPort();
            managementPort = other.getLocalPort();
        }
    }

    static Distribution unpack(Path archive, Path into) throws IOException, InterruptedException {
        int status = new ProcessBuilder("tar", "xzf", archive.toAbsolutePath().toString())
                .directory(into.toFile())
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException("tar ended with " + status);
        }
        try (Stream<Path> folders = Files.list(into)) {
            return new Distribution(folders.findFirst().orElseThrow(), into.resolve("server.log"));
        }
    }

    Path home() {
        return home;
    }

    void talkTo(StandIn launchDarkly) throws IOException {
        set("camel.kamelet.launchdarkly-audience-sink.baseUrl=" + launchDarkly.url());
    }

    /** Starts the server; the environment is the way its user would configure it. */
    Process start(Map<String, String> environment) throws IOException {
        process = builder(environment)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return process;
    }

    /** Runs a command of the server with something to read, and returns what it printed once it has ended. */
    String run(String command, Path input, Map<String, String> environment, int status)
            throws IOException, InterruptedException {
        ProcessBuilder builder = builder(environment);
        builder.command().add(command);
        Path printed = log.resolveSibling("printed");
        process = builder.redirectInput(input.toFile())
                .redirectOutput(printed.toFile())
                .redirectError(log.toFile())
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != status) {
            throw new IOException(command + " did not end with " + status + ": " + log());
        }
        return Files.readString(printed);
    }

    private ProcessBuilder builder(Map<String, String> environment) {
        ProcessBuilder builder =
                new ProcessBuilder(home.resolve("bin/audience-server").toString());
        Map<String, String> variables = builder.environment();
        variables.keySet().removeIf(name -> name.startsWith("LAUNCHDARKLY_"));
        variables.put("JAVA_HOME", System.getProperty("java.home"));
        variables.put("JAVA_OPTS", "-Xmx256m -XX:TieredStopAtLevel=1");
        variables.put("SERVER_PORT", Integer.toString(port));
        variables.put("MANAGEMENT_PORT", Integer.toString(managementPort));
        variables.putAll(environment);
        return builder;
    }

    int port() {
        return port;
    }

    /** The folder of data, beside the one of this version. */
    Path data() {
        return home.resolveSibling("audience-data");
    }

    void set(String property) throws IOException {
        Files.writeString(home.resolve("conf/routes.properties"), "\n" + property + "\n", StandardOpenOption.APPEND);
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    HttpResponse<String> post(String message) throws IOException, InterruptedException {
        return post("/segment", message);
    }

    HttpResponse<String> post(String path, String message) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(message)));
    }

    HttpResponse<String> observe(String what) throws IOException, InterruptedException {
        return manage("/observe/" + what);
    }

    HttpResponse<String> manage(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + path)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
