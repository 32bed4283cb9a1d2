package io.github.camelaudience.routes;

import io.github.camelaudience.standin.StandIn;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.apache.camel.component.platform.http.PlatformHttpComponent;

/** A route behind the HTTP server of Camel Main, at a free port of the loopback interface. */
final class HttpRoute implements AutoCloseable {

    /** How much of the sample goes in requests of one message: all of it with {@code -Dsample.singles=10000}. */
    static final int SINGLE_REQUESTS = Integer.getInteger("sample.singles", 1000);

    private static final int AT_A_TIME = 32;

    private final RunningRoute route;
    private final HttpClient client = HttpClient.newHttpClient();

    private HttpRoute(RunningRoute route) {
        this.route = route;
    }

    /** The routes of all ways by HTTP, with the secret, the write key and the token that may send; not started yet. */
    static RunningRoute all(StandIn launchDarkly) {
        return RunningRoute.of(
                        launchDarkly,
                        "segment-http-to-launchdarkly",
                        "segment-webhook-to-launchdarkly",
                        "segment-tracking-api-to-launchdarkly",
                        "segment-pubsub-to-launchdarkly")
                .with("camel.kamelet.segment-webhook-source.sharedSecret", "secret")
                .with("segment.tracking.writeKeys", "write-key")
                .with("segment.pubsub.token", "token");
    }

    /** Starts it. */
    static HttpRoute serve(RunningRoute route) throws Exception {
        return new HttpRoute(route.with("camel.server.enabled", "true")
                .with("camel.server.host", "127.0.0.1")
                .with("camel.server.port", "0")
                .start());
    }

    int port() {
        return route.context()
                .getComponent("platform-http", PlatformHttpComponent.class)
                .getEngine()
                .getServerPort();
    }

    String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    RunningRoute route() {
        return route;
    }

    HttpRequest.Builder post(String path, byte[] body) {
        return HttpRequest.newBuilder(URI.create(url(path)))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    }

    HttpRequest.Builder post(String path, String body) {
        return post(path, body.getBytes(StandardCharsets.UTF_8));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Sends a request for each, some of them at a time, and answers their statuses in no order. */
    <T> List<Integer> sendAll(List<T> all, Function<T, HttpRequest.Builder> request) throws InterruptedException {
        Semaphore free = new Semaphore(AT_A_TIME);
        ConcurrentLinkedQueue<Integer> statuses = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<CompletableFuture<?>> open = new ConcurrentLinkedQueue<>();
        for (T each : all) {
            free.acquire();
            open.add(client.sendAsync(request.apply(each).build(), HttpResponse.BodyHandlers.discarding())
                    .whenComplete((answer, failed) -> free.release())
                    .thenAccept(answer -> statuses.add(answer.statusCode())));
        }
        open.forEach(CompletableFuture::join);
        return List.copyOf(statuses);
    }

    @Override
    public void close() throws IOException {
        route.close();
    }
}
