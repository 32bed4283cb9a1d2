package io.github.camelaudience.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * A LaunchDarkly that takes every request and keeps the last value of each membership; in a process of its own, so that its
 * work is not counted. {@code GET /digest} tells what it holds, {@code POST /reset?latency=50} forgets it and delays the
 * answers from then on.
 */
public final class CountingServer {

    private static final JsonFactory JSON = new JsonFactory();

    private final Map<String, Boolean> last = new ConcurrentHashMap<>();
    private final LongAdder requests = new LongAdder();
    private final ScheduledExecutorService later = Executors.newScheduledThreadPool(1);
    private volatile long latency;

    private CountingServer() {}

    /** Prints its port and runs until its input ends. */
    public static void main(String[] args) throws IOException {
        CountingServer server = new CountingServer();
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 500);
        http.setExecutor(Executors.newFixedThreadPool(2));
        http.createContext("/digest", exchange -> answer(exchange, server.digest()));
        http.createContext("/reset", server::reset);
        http.createContext("/", server::take);
        http.start();
        System.out.println(http.getAddress().getPort());
        while (System.in.read() >= 0) {
            // until it ends
        }
        System.exit(0);
    }

    private String digest() {
        return Digest.of(last) + " " + requests.sum();
    }

    private void reset(HttpExchange exchange) throws IOException {
        last.clear();
        requests.reset();
        latency = Long.parseLong(exchange.getRequestURI().getQuery().replace("latency=", ""));
        answer(exchange, "");
    }

    private void take(HttpExchange exchange) throws IOException {
        try (JsonParser parser = JSON.createParser(exchange.getRequestBody())) {
            read(parser);
        }
        requests.increment();
        if (latency == 0) {
            answer(exchange, "{}");
        } else {
            later.schedule(() -> answerQuietly(exchange), latency, TimeUnit.MILLISECONDS);
        }
    }

    private void read(JsonParser parser) throws IOException {
        String user = null;
        String cohort = null;
        boolean value = false;
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            if (token == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken next = parser.nextToken();
                switch (name) {
                    case "userId" -> user = parser.getText();
                    case "cohortId" -> cohort = parser.getText();
                    case "value" -> value = next == JsonToken.VALUE_TRUE;
                    default -> {
                        // the name of the audience, or what is said of all
                    }
                }
            } else if (token == JsonToken.END_OBJECT && user != null) {
                last.put(cohort + "/" + user, value);
                user = null;
            }
        }
    }

    private static void answerQuietly(HttpExchange exchange) {
        try {
            answer(exchange, "{}");
        } catch (IOException e) {
            exchange.close();
        }
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
