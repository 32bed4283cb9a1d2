package io.github.camelaudience.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alerts and the dashboard name nothing that a server does not tell, and the page has a word on each. */
class MonitoringFilesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path FOLDER = Path.of("src/main/monitoring");

    @TempDir
    Path folder;

    @Test
    void whatTheyNameIsInTheScrapeOfAServerThatWorked() throws Exception {
        try (StandIn launchDarkly = StandIn.start();
                Running server = Running.with(
                                launchDarkly,
                                "segment.data=" + folder,
                                "ledger.folder=" + folder.resolve("ledger"),
                                "camel.main.routes-include-pattern=" + Running.routes("segment-http-to-launchdarkly"))
                        .start()) {
            HttpRequest message = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port + "/segment"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(
                            SegmentMessage.identify("u1").enters("x")))
                    .build();
            HttpClient client = HttpClient.newHttpClient();
            assertThat(client.send(message, HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
            // sizes are read from the ledger now and then
            await().atMost(PATIENCE)
                    .until(() -> server.manage("/observe/metrics").body().contains("launchdarkly_audience_members{"));
            String scrape = server.manage("/observe/metrics").body();
            MonitoringFiles files = MonitoringFiles.in(FOLDER);
            assertThat(files.alerts()).hasSizeGreaterThan(5);
            assertThat(files.panels()).hasSizeGreaterThan(10);
            assertThat(files.strangers(scrape)).isEmpty();
        }
    }

    @Test
    void whatIsNotThereIsFound() {
        Map<String, Map<String, Set<String>>> known =
                MonitoringFiles.metrics("# TYPE a counter\na{x=\"1\",y=\"2\"} 1.0\na{x=\"3\"} 2\nb NaN\n");
        assertThat(MonitoringFiles.strangers("n", "sum by (x) (rate(a{x=~\"1|3\",y=\"2\"}[5m])) / 7 > 0", known))
                .isEmpty();
        assertThat(MonitoringFiles.strangers("n", "sum by (x) (rate(a{x=\"$v\"}[5m])) and b", known))
                .containsExactly("n: b has no label x");
        assertThat(MonitoringFiles.strangers("n", "c + a{x=\"2\"} unless a{z=\"1\"}", known))
                .containsExactlyInAnyOrder("n: there is no metric c", "n: a has no x=\"2\"", "n: a has no z=\"1\"");
    }

    @Test
    void thePageSaysWhatToDoAboutEachAlert() throws Exception {
        String page = Files.readString(Path.of("../../docs/server/monitor.md"));
        List<String> rows = page.lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split("`")[1])
                .toList();
        assertThat(rows).containsAll(MonitoringFiles.in(FOLDER).alerts().keySet());
    }

    /** All servers that share a ledger tell the same of it. */
    @Test
    void whatSeveralServersTellOfOneLedgerIsShownOnce() throws Exception {
        assertThat(MonitoringFiles.in(FOLDER).panels().values())
                .filteredOn(expression -> expression.contains("launchdarkly_audience_audiences")
                        || expression.contains("launchdarkly_audience_members"))
                .hasSize(2)
                .allSatisfy(expression -> assertThat(expression)
                        .containsPattern("max by \\(environment[^)]*\\) \\(launchdarkly_audience_"));
    }

    @Test
    void aServerThatPrometheusNoLongerKnowsIsAbsent() throws Exception {
        assertThat(MonitoringFiles.in(FOLDER).alerts().get("AudienceServerAbsent"))
                .isEqualTo("up{job=\"audience-server\"} == 0 or absent(up{job=\"audience-server\"})");
    }

    @Test
    void prometheusTakesTheRules() throws Exception {
        Path promtool = Path.of("/usr/bin/promtool");
        Assumptions.assumeTrue(Files.isExecutable(promtool), "no promtool here");
        Process process = new ProcessBuilder(
                        promtool.toString(),
                        "check",
                        "rules",
                        FOLDER.resolve("prometheus-rules.yaml").toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
    }
}
