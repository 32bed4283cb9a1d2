package io.github.camelaudience.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the first tutorial, typed as they stand there, print what stands below; the README shows what the demo prints. */
class FirstAudienceDocTest {

    private static final Path REPOSITORY = DemoTest.REPOSITORY;
    private static final Path PAGE = REPOSITORY.resolve("docs/tutorials/first-audience.md");
    private static final Pattern COMMAND = Pattern.compile("```shell\n(curl [^`]*)```\n(?:```text\n([^`]*)```)?");
    private static final Pattern PRINTED = Pattern.compile("(?s)<!-- printed by mvn -f demo -->\n```text\n(.*?)```");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path work;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void commandsPrintWhatThePageSays() throws Exception {
        for (String tool : List.of("bash", "curl", "grep")) {
            assumeTrue(isInstalled(tool), tool + " is not installed");
        }
        DemoOptions options = new DemoOptions(REPOSITORY, work.resolve("demo"), null, null, 600, false, false);
        CountDownLatch stop = new CountDownLatch(1);
        CompletableFuture<Figures> demo = CompletableFuture.supplyAsync(() -> {
            try {
                return Demo.run(options, new PrintStream(printed, true, StandardCharsets.UTF_8), stop);
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
        try {
            String routes = printed("you-enter.json (http://\\S+)/segment\\b");
            String launchDarkly = printed("LaunchDarkly, live +(http://[^/\\s]+)/");
            printed("(It ends by itself)");
            int answers = 0;
            for (MatchResult command :
                    COMMAND.matcher(Files.readString(PAGE)).results().toList()) {
                String line = command.group(1)
                        .replace("http://127.0.0.1:8080", routes)
                        .replace("http://127.0.0.1:18080", launchDarkly);
                String answer = run(line);
                if (command.group(2) != null) {
                    answers++;
                    assertThat(answer).as(line).isEqualTo(command.group(2).strip());
                }
            }
            assertThat(answers).isGreaterThanOrEqualTo(6);
            assertThat(work.resolve("demo/rejected-http")).isDirectoryContaining("glob:**/MEMBERSHIP_UNDETERMINED-*");
            theOperatorsPageTellsWhy();
            theReadmeShowsWhatWasPrinted();
        } finally {
            stop.countDown();
            demo.get(60, TimeUnit.SECONDS);
        }
    }

    /** As the last step has it: in a browser these are a form and its answer. */
    private void theOperatorsPageTellsWhy() throws Exception {
        String page = printed("operator's page +(http://\\S+/operator)");
        HttpClient browser = HttpClient.newHttpClient();
        Matcher form = Pattern.compile("name=\"token\" value=\"([^\"]+)\"")
                .matcher(browser.send(HttpRequest.newBuilder(URI.create(page)).build(), BodyHandlers.ofString())
                        .body());
        assertThat(form.find()).as("a form with its token on %s", page).isTrue();
        for (String[] asked : List.of(
                new String[] {"you", "$.properties.power_users"},
                new String[] {"grace", "from file night-export.jsonl line"})) {
            HttpRequest question = HttpRequest.newBuilder(URI.create(page + "/why"))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString(
                            "token=" + form.group(1) + "&user=" + asked[0] + "&audience=Power+users"))
                    .build();
            assertThat(browser.send(question, BodyHandlers.ofString()).body()).contains(asked[1]);
        }
    }

    /** Line for line; the number of requests depends on what shares one. */
    private void theReadmeShowsWhatWasPrinted() throws Exception {
        Matcher block = PRINTED.matcher(Files.readString(REPOSITORY.resolve("README.md")));
        assertThat(block.find())
                .as("a block of what the demo prints in README.md")
                .isTrue();
        List<String> shown =
                block.group(1).lines().map(FirstAudienceDocTest::masked).toList();
        assertThat(shown).hasSize(12);
        assertThat(printed.toString(StandardCharsets.UTF_8).lines().map(FirstAudienceDocTest::masked))
                .containsSubsequence(shown);
    }

    private static String masked(String line) {
        return line.replaceAll("in \\d+ requests", "in N requests")
                .replaceAll("after \\d+ ms", "after N ms")
                .stripTrailing();
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

    private static boolean isInstalled(String tool) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }

    private String run(String command) throws Exception {
        Path script = Files.writeString(work.resolve("command.sh"), command);
        ProcessBuilder bash = new ProcessBuilder("bash", script.toString())
                .directory(REPOSITORY.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(script.toFile()));
        bash.environment().put("no_proxy", "127.0.0.1");
        Process process = bash.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output.strip();
    }
}
