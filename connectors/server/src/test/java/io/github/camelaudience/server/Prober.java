package io.github.camelaudience.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Asks for a path every 20 ms, on a connection of its own each time, and keeps what was answered. */
final class Prober implements AutoCloseable {

    /** An answer: the status, and whether it says when to come again. */
    record Answer(int status, boolean retryAfter) {}

    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
    private final List<Answer> answers = new CopyOnWriteArrayList<>();
    private final HttpRequest request;

    private Prober(HttpRequest request) {
        this.request = request;
        executor.scheduleWithFixedDelay(this::ask, 0, 20, TimeUnit.MILLISECONDS);
    }

    static Prober of(String url, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(Duration.ofSeconds(30));
        return new Prober((body == null
                        ? request
                        : request.header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body)))
                .build());
    }

    private void ask() {
        try {
            HttpResponse<Void> answer =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding());
            answers.add(new Answer(
                    answer.statusCode(),
                    answer.headers().firstValue("Retry-After").isPresent()));
        } catch (IOException e) {
            // nobody listens yet, or no longer
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    List<Answer> answers() {
        return List.copyOf(answers);
    }

    long count(int status) {
        return answers.stream().filter(answer -> answer.status == status).count();
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
