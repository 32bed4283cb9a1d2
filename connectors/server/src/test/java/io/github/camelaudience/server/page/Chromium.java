package io.github.camelaudience.server.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** One page in a headless Chromium, driven by its DevTools protocol. */
final class Chromium implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Process process;
    private final WebSocket socket;
    private final String session;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    private Chromium(Process process, Path profile) throws Exception {
        this.process = process;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(address(process, profile)), new Listener())
                .get(30, TimeUnit.SECONDS);
        String target = ask(null, "Target.createTarget", Map.of("url", "about:blank"))
                .path("targetId")
                .asText();
        this.session = ask(null, "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .path("sessionId")
                .asText();
        ask("Page.enable", Map.of());
        ask("Log.enable", Map.of());
        ask("Runtime.enable", Map.of());
    }

    /** Where it is: the system property {@code chromium}, or in the path; empty if there is none. */
    static Optional<Path> find() {
        String named = System.getProperty("chromium", "");
        if (!named.isEmpty()) {
            return Optional.of(Path.of(named));
        }
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static Chromium start(Path binary, Path profile) throws Exception {
        Process process = new ProcessBuilder(
                        binary.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-background-networking",
                        "--no-first-run",
                        "--lang=en-US",
                        "--hide-scrollbars",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return new Chromium(process, profile);
        } catch (Exception e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** What Chromium writes when it listens: the port, and a path. */
    private static String address(Process process, Path profile) {
        Path file = profile.resolve("DevToolsActivePort");
        await("Chromium listens").atMost(PATIENCE).until(() -> {
            assertThat(process.isAlive()).as("Chromium runs").isTrue();
            return Files.exists(file) && Files.readAllLines(file).size() == 2;
        });
        try {
            List<String> lines = Files.readAllLines(file);
            return "ws://127.0.0.1:" + lines.get(0) + lines.get(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                String message = text.toString();
                text.setLength(0);
                received(message);
            }
            from.request(1);
            return null;
        }
    }

    private void received(String message) {
        try {
            JsonNode json = JSON.readTree(message);
            if (json.has("id")) {
                answers.remove(json.path("id").asInt()).complete(json);
                return;
            }
            JsonNode told = json.path("params");
            switch (json.path("method").asText()) {
                case "Runtime.exceptionThrown" ->
                    complaints.add(told.path("exceptionDetails").toString());
                case "Log.entryAdded" -> {
                    if (told.path("entry").path("level").asText().equals("error")) {
                        complaints.add(told.path("entry").toString());
                    }
                }
                default -> {
                    // nothing that a test asks for
                }
            }
        } catch (IOException e) {
            complaints.add(e.toString());
        }
    }

    private JsonNode ask(String method, Map<String, Object> parameters) {
        return ask(session, method, parameters);
    }

    private JsonNode ask(String of, String method, Map<String, Object> parameters) {
        int number = numbers.incrementAndGet();
        ObjectNode request = JSON.createObjectNode().put("id", number).put("method", method);
        if (of != null) {
            request.put("sessionId", of);
        }
        request.set("params", JSON.valueToTree(parameters));
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(number, answer);
        socket.sendText(request.toString(), true).join();
        JsonNode told = answer.orTimeout(60, TimeUnit.SECONDS).join();
        assertThat(told.has("error")).as("%s: %s", method, told).isFalse();
        return told.path("result");
    }

    /** What the browser complained about: errors of scripts, and what a policy forbade. */
    List<String> complaints() {
        return new ArrayList<>(complaints);
    }

    /** Makes it so wide, and a phone if it is narrow. */
    void look(int width, boolean dark) {
        ask(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", width < 760));
        ask(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(
                                Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"),
                                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
    }

    void open(String url) {
        ask("Page.navigate", Map.of("url", url));
        await().atMost(PATIENCE).until(() -> evaluate("document.readyState + ' ' + location.href")
                .asText()
                .startsWith("complete " + url));
    }

    /** The value of an expression; of a promise, what it comes to. */
    JsonNode evaluate(String expression) {
        JsonNode result =
                ask("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        assertThat(result.has("exceptionDetails")).as("%s", result).isFalse();
        return result.path("result").path("value");
    }

    void awaitTrue(String expression) {
        await(expression).atMost(PATIENCE).until(() -> evaluate(expression).asBoolean());
    }

    /** Presses a key as someone who has no mouse. */
    void press(String key, int code) {
        String text = key.equals("Enter") ? "\r" : "";
        ask(
                "Input.dispatchKeyEvent",
                Map.of("type", "keyDown", "key", key, "windowsVirtualKeyCode", code, "text", text));
        ask("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key, "windowsVirtualKeyCode", code));
    }

    /** What axe finds against WCAG 2.2, levels A and AA, each with the places. */
    List<String> violations() throws IOException {
        try (InputStream axe = Chromium.class.getResourceAsStream("/axe.min.js")) {
            evaluate(new String(axe.readAllBytes(), StandardCharsets.UTF_8) + "; true");
        }
        JsonNode found = evaluate("axe.run(document, {runOnly: {type: 'tag', values: "
                + "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}, resultTypes: ['violations']})"
                + ".then(result => ({rules: result.passes.length, found: result.violations.map(each => each.id + ': ' + each.help + ' '"
                + " + each.nodes.map(node => node.html + ' ' + node.failureSummary).join(' | '))}))");
        assertThat(found.path("rules").asInt()).as("rules that held").isGreaterThan(5);
        List<String> violations = new ArrayList<>();
        found.path("found").forEach(each -> violations.add(each.asText()));
        return violations;
    }

    /** Whether something stands out at the side, so that one has to scroll to read a line. */
    boolean isTooWide() {
        return evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
                .asBoolean();
    }

    void screenshot(Path file) throws IOException {
        byte[] png = Base64.getDecoder()
                .decode(ask("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true))
                        .path("data")
                        .asText());
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, png);
    }

    @Override
    public void close() throws InterruptedException {
        ask(null, "Browser.close", Map.of());
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        socket.abort();
    }
}
