package io.github.camelaudience.kill;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A distributed worker of Kafka Connect in a JVM of its own, with the plugin where {@code plugin.path} says, and nothing of ours on
 * its class path. Can be killed and started again.
 */
public final class ConnectWorker implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Path folder;
    private final Path properties;
    private final String url;
    private ChildProcess process;

    /** Makes a worker of this cluster that is not started. */
    public ConnectWorker(Path folder, String bootstrap, Path plugins, String cluster) throws IOException {
        this.folder = Files.createDirectories(folder).toAbsolutePath();
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            url = "http://127.0.0.1:" + free.getLocalPort();
        }
        Properties settings = new Properties();
        settings.put("bootstrap.servers", bootstrap);
        settings.put("group.id", cluster);
        settings.put("key.converter", "org.apache.kafka.connect.storage.StringConverter");
        settings.put("value.converter", "org.apache.kafka.connect.storage.StringConverter");
        for (String storage : List.of("config", "offset", "status")) {
            settings.put(storage + ".storage.topic", cluster + "-" + storage);
            settings.put(storage + ".storage.replication.factor", "1");
        }
        settings.put("offset.storage.partitions", "1");
        settings.put("status.storage.partitions", "1");
        settings.put("listeners", url);
        settings.put("plugin.path", plugins.toAbsolutePath().toString());
        settings.put("plugin.discovery", "service_load");
        settings.put("scheduled.rebalance.max.delay.ms", "1000");
        settings.put("session.timeout.ms", "6000");
        settings.put("heartbeat.interval.ms", "1000");
        settings.put("consumer.session.timeout.ms", "3000");
        settings.put("consumer.heartbeat.interval.ms", "500");
        settings.put("consumer.auto.offset.reset", "earliest");
        properties = this.folder.resolve("worker.properties");
        try (Writer writer = Files.newBufferedWriter(properties)) {
            settings.store(writer, null);
        }
    }

    /** Starts it; its REST interface answers when this returns. */
    public void start() throws IOException {
        process = ChildProcess.start(
                folder,
                ConnectWorkerMain.class,
                classPath(),
                List.of(
                        "-Xmx384m",
                        "-Dlog4j2.configurationFile=log4j2-process.properties",
                        "-Xlog:class+load:file=" + folder.resolve("classes.log") + ":none"),
                properties.toString());
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException("the worker ended by itself, see " + folder);
                    }
                    try {
                        return get("/").has("version");
                    } catch (IOException e) {
                        return false;
                    }
                });
    }

    /** What a worker has: Kafka Connect and what that needs; nothing of the plugin. */
    private static String classPath() {
        Predicate<String> ofPlugin = entry -> entry.endsWith("/kafka-connect/target/classes")
                || Stream.of("camel-launchdarkly-audience", "httpclient5", "httpcore5")
                        .anyMatch(Path.of(entry).getFileName().toString()::startsWith);
        return Arrays.stream(ChildProcess.classPath().split(File.pathSeparator))
                .filter(ofPlugin.negate())
                .collect(Collectors.joining(File.pathSeparator));
    }

    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** {@code kill -9}. */
    public void kill() throws InterruptedException {
        process.kill();
    }

    /** As an operator stops it; returns whether it ended by itself. */
    public boolean stop(long seconds) throws InterruptedException {
        return process.stop(seconds);
    }

    /** Names the classes that were loaded, by their lines in the log of the JVM. */
    public List<String> loadedClasses() throws IOException {
        return Files.readAllLines(folder.resolve("classes.log"));
    }

    /** Gives what the worker has said. */
    public String log() throws IOException {
        return Files.readString(folder.resolve("out.log"));
    }

    public JsonNode get(String path) throws IOException {
        return exchange(HttpRequest.newBuilder().GET(), path);
    }

    /** Sends JSON, also none, again for as long as the cluster is busy with itself. */
    public JsonNode put(String path, String json) {
        JsonNode[] answer = new JsonNode[1];
        await().atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    answer[0] = exchange(
                            HttpRequest.newBuilder()
                                    .PUT(HttpRequest.BodyPublishers.ofString(json))
                                    .header("Content-Type", "application/json"),
                            path);
                    int code = answer[0].path("error_code").asInt();
                    return code != 409 && code < 500;
                });
        return answer[0];
    }

    private JsonNode exchange(HttpRequest.Builder request, String path) throws IOException {
        try {
            HttpResponse<String> answer = HTTP.send(
                    request.uri(URI.create(url + path))
                            .timeout(Duration.ofSeconds(30))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return answer.body().isBlank() ? JSON.createObjectNode() : JSON.readTree(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Counts the tasks of a connector that are in this state. */
    public long tasks(String connector, String state) {
        try {
            JsonNode tasks = get("/connectors/" + connector + "/status").path("tasks");
            long count = 0;
            for (JsonNode task : tasks) {
                count += task.path("state").asText().equals(state) ? 1 : 0;
            }
            return count;
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
