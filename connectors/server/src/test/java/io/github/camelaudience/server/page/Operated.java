package io.github.camelaudience.server.page;

import io.github.camelaudience.server.Running;
import io.github.camelaudience.standin.StandIn;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The server with its route for HTTP and its page, and someone who sends messages and looks. */
final class Operated implements AutoCloseable {

    private static final Pattern TOKEN = Pattern.compile("name=\"token\" value=\"([^\"]+)\"");

    final StandIn launchDarkly;
    final Path rejected;
    final Running server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Operated(StandIn launchDarkly, Path folder, String... properties) throws IOException {
        this.launchDarkly = launchDarkly;
        this.rejected = folder.resolve("rejected-http");
        List<String> all = new ArrayList<>(List.of(
                "camel.main.routes-include-pattern=" + Running.routes("segment-http-to-launchdarkly"),
                "segment.http.rejected=" + rejected,
                "segment.folder=" + folder.resolve("inbox")));
        all.addAll(List.of(properties));
        server = Running.with(launchDarkly, all.toArray(String[]::new)).start();
    }

    static Operated start(StandIn launchDarkly, Path folder, String... properties) throws IOException {
        return new Operated(launchDarkly, folder, properties);
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.managementPort + path;
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url(path)));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    /** What the page says now; the model is a second old at most. */
    String page() throws IOException, InterruptedException {
        return get("/operator").body();
    }

    String token() throws IOException, InterruptedException {
        Matcher token = TOKEN.matcher(page());
        if (!token.find()) {
            throw new IllegalStateException("the page has no token");
        }
        return token.group(1);
    }

    /** Sends a form as it stands here, and gives the answer; a way back is not followed. */
    HttpResponse<String> post(String path, Map<String, String> form, String... headers)
            throws IOException, InterruptedException {
        String body = form.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url(path)))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Sends messages to the route, and gives the status. */
    int message(String json) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port + "/segment"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json)))
                .statusCode();
    }

    /** Sends a message, and does not wait for what becomes of it. */
    void launch(String json) {
        client.sendAsync(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port + "/segment"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build(),
                HttpResponse.BodyHandlers.discarding());
    }

    List<Path> kept() throws IOException {
        if (!Files.isDirectory(rejected)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(rejected)) {
            return files.sorted().toList();
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
