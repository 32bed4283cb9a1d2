package io.github.camelaudience.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.launchdarkly.core.sync.SyncReport.Result;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's figures. The expectations are typed in from the sample files, message by message. */
class DemoTest {

    static final Path REPOSITORY = Path.of("../..").toAbsolutePath().normalize();

    @TempDir
    Path work;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient client = HttpClient.newHttpClient();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private Figures run() throws Exception {
        DemoOptions options = new DemoOptions(REPOSITORY, work, null, null, 0, false, false);
        return Demo.run(options, new PrintStream(printed, true, StandardCharsets.UTF_8), new CountDownLatch(1));
    }

    @Test
    void countsEveryMessageOnce() throws Exception {
        Figures figures = run();
        assertThat(figures.fileMessages()).isEqualTo(24);
        assertThat(figures.postedMessages()).isEqualTo(14);
        // file: lines 1 to 5, 7 to 13 and 23, less line 2 or its repetition; POSTs: 1 + 5 + 2 + 1 + 1
        assertThat(figures.count(Result.ACCEPTED)).isEqualTo(13 + 10);
        // line 6 by line 7, line 2 or its repetition in line 17, line 18 by line 2
        assertThat(figures.count(Result.SUPERSEDED)).isEqualTo(3);
        assertThat(figures.count(Result.FAILED)).isZero();
        assertThat(figures.reasons(Result.SKIPPED))
                .containsOnly(
                        entry("NOT_AN_AUDIENCE", 1L), // line 14
                        entry("NO_CONTEXT_KEY", 1L), // line 15
                        entry("NOT_SUBSCRIBED", 1L), // line 16
                        entry("STALE", 1L), // POST 5
                        entry("DUPLICATE", 1L)); // POST 6
        assertThat(figures.reasons(Result.REJECTED))
                .containsOnly(
                        entry("NOT_JSON", 3L), // lines 19 and 24, POST 8
                        entry("MEMBERSHIP_UNDETERMINED", 2L), // line 20, POST 7
                        entry("MISSING_AUDIENCE_ID", 1L), // line 21
                        entry("INVALID_IDENTIFIER", 1L)); // line 22
        assertThat(figures.answersByStatus()).containsOnly(entry(200, 6L), entry(400, 1L), entry(422, 1L));
        assertThat(figures.broken())
                .extracting(b -> b.source() + " " + b.message().path())
                .hasSize(7)
                .contains("night-export.jsonl $[19].traits", "POST 7 of 8 $[1].traits", "POST 8 of 8 $");
    }

    @Test
    void twoBesideEachOtherDoNotMeet() throws Exception {
        CountDownLatch stop = new CountDownLatch(1);
        DemoOptions stays = new DemoOptions(REPOSITORY, work, null, null, 600, true, false);
        ByteArrayOutputStream first = new ByteArrayOutputStream();
        CompletableFuture<Figures> running = CompletableFuture.supplyAsync(() -> {
            try {
                return Demo.run(stays, new PrintStream(first, true, StandardCharsets.UTF_8), stop);
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
        try {
            await().atMost(PATIENCE)
                    .until(() -> running.isDone()
                            || first.toString(StandardCharsets.UTF_8).contains("What became of them"));
            DemoOptions options = new DemoOptions(REPOSITORY, work, null, null, 0, true, false);
            Figures second =
                    Demo.run(options, new PrintStream(printed, true, StandardCharsets.UTF_8), new CountDownLatch(1));
            assertThat(second.fileMessages()).isEqualTo(24);
            assertThat(printed.toString(StandardCharsets.UTF_8))
                    .contains("Port 8080 is taken, by another demo perhaps: the routes listen on ")
                    .contains("Port 9876 is taken, by another demo perhaps: health and metrics are on ")
                    .contains("Port 18080 is taken, by another demo perhaps: the stand-in listens on ");
        } finally {
            stop.countDown();
            assertThat(running.get(60, TimeUnit.SECONDS).fileMessages()).isEqualTo(24);
        }
    }

    @Test
    void thePageShowsTheFlagAndTurnsItOnForYou() throws Exception {
        DemoOptions options = new DemoOptions(REPOSITORY, work, null, null, 600, false, false);
        CountDownLatch stop = new CountDownLatch(1);
        CompletableFuture<Figures> demo = CompletableFuture.supplyAsync(() -> {
            try {
                return Demo.run(options, new PrintStream(printed, true, StandardCharsets.UTF_8), stop);
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
        try {
            String page = printed("LaunchDarkly, live +(http://\\S+)");
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(get(page))
                    .contains(
                            "<span class=\"name mono\">new-editor</span>",
                            "<span class=\"person on\">ada</span>",
                            "<span class=\"person off\">you</span>"));
            HttpRequest youEnter = HttpRequest.newBuilder(URI.create(printed("you-enter.json (http://\\S+)")))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofFile(
                            REPOSITORY.resolve(Feed.SAMPLES).resolve("you-enter.json")))
                    .build();
            assertThat(client.send(youEnter, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(200);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(get(page)).contains("<span class=\"person on\">you</span>"));
        } finally {
            stop.countDown();
            demo.get(60, TimeUnit.SECONDS);
        }
    }

    /** Waits until it was printed, and returns the group. */
    private String printed(String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        await().atMost(PATIENCE).until(() -> compiled.matcher(printed.toString(StandardCharsets.UTF_8))
                .find());
        Matcher matcher = compiled.matcher(printed.toString(StandardCharsets.UTF_8));
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private String get(String url) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void tellsWhatCameOut() throws Exception {
        Figures figures = run();
        assertThat(figures.turned())
                .allMatch(turned -> turned.on() && turned.millis() > 0 && turned.millis() < 60_000)
                .extracting(Figures.Turned::person)
                .containsExactlyInAnyOrder("barbara", "hedy", "alan"); // POST 2 and POST 3
        String text = printed.toString(StandardCharsets.UTF_8);
        assertThat(text.lines())
                .contains(
                        "  24   messages in night-export.jsonl   dropped in a folder",
                        "  14   messages in 8 HTTP POSTs         answered 6 × 200, 1 × 400, 1 × 422",
                        "  3   Checkout abandoned              ada grace linus",
                        "  3   Onboarding welcome mail k3x9p   barbara edsger hedy",
                        "  6   Power users                     ada alan barbara grace hedy katherine",
                        "  5   Trial ending soon               ada alan edsger grace hedy")
                .allMatch(line -> line.length() <= 120);
        assertThat(text.lines())
                .contains("  on    ada alan barbara grace hedy katherine", "  off   edsger linus margaret you")
                .anyMatch(line -> line.matches("  From a POST to the flag: (on for \\w+ after \\d+ ms(, |\\.)){3}"));
        assertThat(text).doesNotContain("api-", "Exception", " WARN ", "\u001b");
    }

    private static final Map<String, String> EXPORTED = Map.of(
            "LAUNCHDARKLY_ACCESS_TOKEN", "api-secret", "LAUNCHDARKLY_CLIENT_SIDE_ID", "5f0000000000000000000009");

    private static Properties live(String asked) {
        Properties given = new Properties();
        given.setProperty("demo.live", asked);
        return given;
    }

    @Test
    void whatIsExportedForTheServerIsNotWrittenTo() {
        for (Properties given : new Properties[] {new Properties(), live(""), live("false")}) {
            DemoOptions options = DemoOptions.of(given, EXPORTED, true);
            assertThat(options.live()).isFalse();
            assertThat(options.clientSideId()).isNull();
        }
        assertThatThrownBy(() -> DemoOptions.of(live("yes"), EXPORTED, true)).hasMessageContaining("demo.live");
    }

    @Test
    void aRealEnvironmentIsAskedForAndNamed() {
        Map<String, String> half = Map.of("LAUNCHDARKLY_ACCESS_TOKEN", "api-secret");
        assertThatThrownBy(() -> DemoOptions.of(live("true"), half, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("LAUNCHDARKLY_CLIENT_SIDE_ID")
                .hasMessageNotContaining("api-secret");
        DemoOptions live = DemoOptions.of(live("true"), EXPORTED, true);
        assertThat(live.live()).isTrue();
        assertThat(live.toString()).doesNotContain("api-secret");
        try (Target target = Target.of(live)) {
            assertThat(target.standIn()).isNull();
            new Summary(new PrintStream(printed, true, StandardCharsets.UTF_8), new Ink(false)).introduce(target);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("a real LaunchDarkly environment, 5f0000000000000000000009", "had no")
                .doesNotContain("stand-in", "api-secret");
    }

    @Test
    void staysOnATerminalOnly() {
        Properties given = new Properties();
        assertThat(DemoOptions.of(given, Map.of(), true).stay()).isEqualTo(DemoOptions.UNTIL_STOPPED);
        assertThat(DemoOptions.of(given, Map.of(), false).stay()).isZero();
        given.setProperty("demo.seconds", "7");
        assertThat(DemoOptions.of(given, Map.of(), false).stay()).isEqualTo(7);
        assertThat(DemoOptions.of(given, Map.of(), true).stay()).isEqualTo(7);
        given.setProperty("demo.seconds", "soon");
        assertThatThrownBy(() -> DemoOptions.of(given, Map.of(), true)).hasMessageContaining("demo.seconds");
    }
}
