package io.github.camelaudience.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between servers and the stand-in as a network does: some requests are not answered, and have their effect seconds later, when
 * their sender has given them up, or never.
 */
final class LatePath implements AutoCloseable {

    private static final Set<String> OF_THE_CONNECTION =
            Set.of("connection", "content-length", "host", "upgrade", "expect", "transfer-encoding", "accept-encoding");
    /** Longer than a server waits. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final int LATEST_MILLIS = 6_000;

    private final String to;
    private final double share;
    private final SplittableRandom random;
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ScheduledExecutorService later = Executors.newScheduledThreadPool(2);
    private final AtomicInteger lost = new AtomicInteger();
    private final AtomicInteger inTheAir = new AtomicInteger();

    /** @param share of the updates whose answers are lost */
    LatePath(String to, double share, long seed) throws IOException {
        this.to = to;
        this.share = share;
        this.random = new SplittableRandom(seed);
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Requests whose answers were lost. */
    int lost() {
        return lost.get();
    }

    /** Requests that have their effect later. */
    int inTheAir() {
        return inTheAir.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            HttpRequest request = copy(exchange, body);
            if (exchange.getRequestMethod().equals("POST") && draw() < share) {
                lose(request);
                return;
            }
            HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            answer.headers().map().forEach((name, values) -> {
                if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                    exchange.getResponseHeaders().put(name, List.copyOf(values));
                }
            });
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
            if (answer.body().length > 0) {
                exchange.getResponseBody().write(answer.body());
            }
        } catch (IOException e) {
            // whoever asked has gone, or the stand-in has broken off: no answer
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized double draw() {
        return random.nextDouble();
    }

    private HttpRequest copy(HttpExchange exchange, byte[] body) {
        HttpRequest.Builder copy = HttpRequest.newBuilder(URI.create(to + exchange.getRequestURI()))
                .timeout(PATIENCE)
                .method(
                        exchange.getRequestMethod(),
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> copy.header(name, value));
            }
        });
        return copy.build();
    }

    private void lose(HttpRequest request) {
        lost.incrementAndGet();
        double fate = draw();
        if (fate < 0.25) {
            return; // never
        }
        inTheAir.incrementAndGet();
        later.schedule(
                () -> {
                    try {
                        client.send(request, HttpResponse.BodyHandlers.discarding());
                    } catch (IOException e) {
                        // the stand-in, too, loses some
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } finally {
                        inTheAir.decrementAndGet();
                    }
                },
                (long) (draw() * LATEST_MILLIS),
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        later.shutdownNow();
    }
}
