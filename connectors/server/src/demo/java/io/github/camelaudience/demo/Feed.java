package io.github.camelaudience.demo;

import io.github.camelaudience.demo.OutcomeCollector.Way;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Sends the sample messages the two ways they come in, one after the other so that the figures are always the same. */
final class Feed {

    /** Where the sample messages are, in the repository. */
    static final String SAMPLES = "connectors/server/src/demo/messages";

    static final String FILE = "night-export.jsonl";
    private static final String POSTS = "webhook-posts.jsonl";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path samples;
    private final Host host;
    private final OutcomeCollector outcomes;
    private final FlagWatch flag;

    Feed(Path samples, Host host, OutcomeCollector outcomes, FlagWatch flag) {
        this.samples = samples;
        this.host = host;
        this.outcomes = outcomes;
        this.flag = flag;
    }

    /** Drops the file into the folder, then posts each line of the other file. */
    Figures run() throws IOException, InterruptedException, TimeoutException {
        Path written = samples.resolve(FILE);
        Path arriving = host.folder().resolve(FILE + ".arriving");
        Files.copy(written, arriving, StandardCopyOption.REPLACE_EXISTING);
        Files.move(arriving, host.folder().resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        Outcome file = outcomes.await(Way.FILE, 0, PATIENCE);

        List<Integer> answers = new ArrayList<>();
        List<Outcome> posts = new ArrayList<>();
        List<Figures.Turned> turned = new ArrayList<>();
        HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
        flag.closely(true);
        for (String body : Files.readAllLines(samples.resolve(POSTS))) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(host.url()))
                    .timeout(PATIENCE)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            int before = flag.settled(PATIENCE.toMillis()).size();
            long sent = System.nanoTime();
            answers.add(
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode());
            posts.add(outcomes.await(Way.POST, posts.size(), PATIENCE));
            flag.settled(PATIENCE.toMillis()).stream()
                    .skip(before)
                    .map(flip -> new Figures.Turned(flip.person(), flip.on(), (flip.nanos() - sent) / 1e6))
                    .forEach(turned::add);
        }
        flag.closely(false);
        return new Figures(file, posts, answers, turned);
    }
}
