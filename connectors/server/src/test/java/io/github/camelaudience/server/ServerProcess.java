package io.github.camelaudience.server;

import java.io.IOException;
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
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A server in a process of its own, with the class path of this one. */
final class ServerProcess implements AutoCloseable {

    private static final Path MODULE = Path.of("").toAbsolutePath();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final Path folder;
    private final int port;
    private final int managementPort;
    private final Map<String, String> environment;
    private Process process;

    ServerProcess(Path folder, int port, int managementPort, Map<String, String> environment, List<String> properties)
            throws IOException {
        this.folder = Files.createDirectories(folder);
        this.port = port;
        this.managementPort = managementPort;
        this.environment = environment;
        Files.write(folder.resolve("own.properties"), properties);
    }

    /** Is the program, which ends with the process that started it. */
    public static void main(String[] arguments) {
        Thread watch = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            // nothing is ever said to us
                        }
                    } catch (IOException e) {
                        // gone as well
                    }
                    Runtime.getRuntime().halt(3);
                },
                "parent-watch");
        watch.setDaemon(true);
        watch.start();
        AudienceServer.main(arguments);
    }

    void start() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx160m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dlog4j2.configurationFile=" + MODULE.resolve("src/main/conf/log4j2.properties"),
                "-Dcamel.main.property-placeholder-location=file:" + folder.resolve("own.properties") + ",file:"
                        + MODULE.resolve("src/main/conf/application.properties") + ",file:"
                        + MODULE.resolve("../../routes/application.properties").normalize(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                ServerProcess.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("out.log").toFile()));
        builder.environment().putAll(environment);
        builder.environment().put("SERVER_PORT", Integer.toString(port));
        builder.environment().put("MANAGEMENT_PORT", Integer.toString(managementPort));
        builder.environment().put("SEGMENT_DATA", folder.resolve("data").toString());
        process = builder.start();
    }

    void awaitReady() {
        Awaitility.await().atMost(Duration.ofSeconds(120)).until(this::isReady);
    }

    private boolean isReady() throws InterruptedException {
        if (!process.isAlive()) {
            throw new IllegalStateException("a server ended by itself, see " + folder.resolve("out.log"));
        }
        try {
            return CLIENT.send(
                                    HttpRequest.newBuilder(URI.create(
                                                    "http://127.0.0.1:" + managementPort + "/observe/health/ready"))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** As {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        if (process != null) {
            process.destroy();
            if (!process.waitFor(40, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }
}
