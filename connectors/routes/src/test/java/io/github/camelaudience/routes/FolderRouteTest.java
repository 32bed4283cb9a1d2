package io.github.camelaudience.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.StandIn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** routes/segment-files-to-launchdarkly.camel.yaml. */
class FolderRouteTest {

    @TempDir
    Path folder;

    private RunningRoute route(StandIn launchDarkly) {
        return quick(RunningRoute.of(launchDarkly, "segment-files-to-launchdarkly"));
    }

    private RunningRoute quick(RunningRoute route) {
        return route.with("segment.folder", folder.toString())
                .with("segment.folder.quietTime", "50")
                .with("segment.folder.pollDelay", "50");
    }

    private void awaitDone(String name) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> Files.exists(folder.resolve(".done").resolve(name)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sample.jsonl", "sample.jsonl.gz", "sample.csv"})
    void theSampleEndsInItsMembership(String name) throws Exception {
        Sample sample = Sample.all();
        Files.write(folder.resolve(name), SampleFile.content(sample, name));
        try (StandIn launchDarkly = StandIn.start();
                RunningRoute route = route(launchDarkly)
                        .with("segment.files.csv.eventTimeColumn", "timestamp")
                        .start()) {
            awaitDone(name);
            assertThat(RunningRoute.members(launchDarkly, sample.members().keySet()))
                    .isEqualTo(sample.members());
            assertThat(SampleFile.rejectedLines(folder, name))
                    .hasSize(sample.broken())
                    .isEqualTo(SampleFile.brokenLines(sample, name));
        }
    }

    @Test
    void rejectedRowsCanBeRepairedAndFedAgain() throws Exception {
        String good = Sample.of(2).json().get(1);
        String broken = good.replaceFirst("\"userId\":\"[^\"]+\"", "\"userId\":\"zoe\"")
                .replaceAll(":(true|false)", ":\"\u00fc\"");
        Files.writeString(folder.resolve("a.jsonl"), good + "\nno json\n" + broken + "\n");
        try (StandIn launchDarkly = StandIn.start();
                RunningRoute route = route(launchDarkly).start()) {
            awaitDone("a.jsonl");
            assertThat(SampleFile.rejected(folder, "a.jsonl"))
                    .extracting(row -> row.get("line") + " " + row.get("reason").textValue())
                    .containsExactly("2 NOT_JSON", "3 MEMBERSHIP_UNDETERMINED");
            JsonNode row = SampleFile.rejected(folder, "a.jsonl").get(1);
            assertThat(row.get("path").textValue()).startsWith("$.");
            assertThat(row.get("raw").textValue()).isEqualTo(broken);
            String repaired = row.get("raw").textValue().replace("\"\u00fc\"", "true");
            Files.writeString(folder.resolve("b.jsonl"), repaired);
            awaitDone("b.jsonl");
            String audience = row.get("raw").textValue().replaceFirst("(?s).*\"computation_id\":\"([^\"]+)\".*", "$1");
            assertThat(launchDarkly.members(audience)).contains("zoe");
        }
    }

    /** What LaunchDarkly refused for a while needs no mending: the file of rejected rows is dropped in the folder. */
    @ParameterizedTest
    @ValueSource(strings = {"a.jsonl", "a.csv"})
    void aFileOfRejectedRowsIsReadAgainAsItIs(String name) throws Exception {
        Sample sample = Sample.of(100);
        String poison = sample.messages().get(50).userId();
        AtomicBoolean refuses = new AtomicBoolean(true);
        Files.write(folder.resolve(name), SampleFile.content(sample, name));
        try (StandIn launchDarkly = StandIn.builder()
                        .poison(user -> refuses.get() && user.equals(poison))
                        .start();
                RunningRoute route = route(launchDarkly)
                        .with("segment.files.csv.eventTimeColumn", "timestamp")
                        .start()) {
            awaitDone(name);
            refuses.set(false);
            Files.copy(folder.resolve("rejected/" + name + ".rejected"), folder.resolve(name + ".rejected"));
            awaitDone(name + ".rejected");
            RunningRoute.awaitMembers(launchDarkly, sample, Duration.ofSeconds(1));
            assertThat(SampleFile.rejected(folder, name + ".rejected"))
                    .hasSize(SampleFile.brokenLines(sample, name).size());
        }
    }

    /** As one of the many polls, in which it is not read again before it has changed or a minute is over. */
    @Test
    void aFileThatCannotBeTakenIsSaidOnceWithoutWhatItHolds() throws Exception {
        Path file = Files.writeString(folder.resolve("a.csv"), "zoe@example.com,aud_1,vip,true\n");
        List<LogEvent> log = new CopyOnWriteArrayList<>();
        AbstractAppender appender = new AbstractAppender("kept", null, null, true, Property.EMPTY_ARRAY) {
            @Override
            public void append(LogEvent event) {
                if (event.getLevel().isMoreSpecificThan(Level.WARN)) {
                    log.add(event.toImmutable());
                }
            }
        };
        appender.start();
        Logger root = (Logger) LogManager.getRootLogger();
        root.addAppender(appender);
        try (StandIn launchDarkly = StandIn.start();
                RunningRoute route = route(launchDarkly).start()) {
            for (int i = 0; i < 5; i++) { // each is taken in a later poll
                Files.writeString(folder.resolve("b" + i + ".jsonl"), "");
                awaitDone("b" + i + ".jsonl");
            }
            assertThat(file).exists();
            assertThat(log).hasSizeLessThanOrEqualTo(2).allSatisfy(event -> {
                assertThat(event.getMessage().getFormattedMessage()).doesNotContain("zoe", "\n");
                assertThat(event.getThrown()).isNull();
            });
            assertThat(log.get(0).getMessage().getFormattedMessage())
                    .startsWith("a.csv: left in the folder: the header line has no column ");
            Files.writeString(file, "user_id,audience_id,audience_key,membership\nu1,aud_1,vip,true\n");
            awaitDone("a.csv");
            assertThat(launchDarkly.members("aud_1")).containsExactly("u1");
        } finally {
            root.removeAppender(appender);
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsNoHealthyOne() throws Exception {
        Path inTheWay = Files.writeString(folder.resolve("inbox"), "a file");
        try (StandIn launchDarkly = StandIn.start();
                RunningRoute route = route(launchDarkly)
                        .with("segment.folder", inTheWay.toString())
                        .with("camel.health.enabled", "true")
                        .start()) {
            assertThat(HealthCheckHelper.invokeReadiness(route.context()))
                    .filteredOn(result -> result.getCheck().getId().equals("launchdarkly-audience-backfill"))
                    .singleElement()
                    .satisfies(result -> {
                        assertThat(result.getState()).isEqualTo(HealthCheck.State.DOWN);
                        assertThat(result.getMessage().orElseThrow()).contains(inTheWay.toString(), "Not a directory");
                    });
        }
    }

    @Test
    void anOutageInTheMiddleLosesNothing() throws Exception {
        Sample sample = Sample.all();
        Files.write(folder.resolve("sample.jsonl"), SampleFile.content(sample, "sample.jsonl"));
        try (StandIn launchDarkly =
                        StandIn.builder().latency(Duration.ofMillis(10)).start();
                RunningRoute route = route(launchDarkly)
                        .with("segment.files.chunkSize", "500")
                        .with("camel.kamelet.launchdarkly-audience-sink.retryTimeout", "500")
                        .start()) {
            launchDarkly.awaitRequests(100, Duration.ofSeconds(30));
            launchDarkly.faults(FaultPlan.always(Fault.status(503)));
            await().atMost(Duration.ofSeconds(30)).until(() -> SampleFile.console(route.context())
                    .findValuesAsText("state")
                    .contains("STOPPED"));
            assertThat(folder.resolve("sample.jsonl")).exists();
            launchDarkly.faults(FaultPlan.none());
            awaitDone("sample.jsonl");
            assertThat(RunningRoute.members(launchDarkly, sample.members().keySet()))
                    .isEqualTo(sample.members());
            assertThat(SampleFile.rejectedLines(folder, "sample.jsonl"))
                    .isEqualTo(SampleFile.brokenLines(sample, "sample.jsonl"));
            JsonNode last = SampleFile.console(route.context()).get(0);
            assertThat(last.get("state").textValue()).isEqualTo("DONE");
            assertThat(last.get("rows").intValue()).isEqualTo(Sample.SIZE);
            assertThat(last.get("beganBehindLine").intValue()).isPositive();
        }
    }

    @Test
    void whatLaunchDarklyRefusesIsIsolated() throws Exception {
        Sample sample = Sample.of(200);
        String poison = sample.messages().get(150).userId();
        Files.write(folder.resolve("a.csv.gz"), SampleFile.content(sample, "a.csv.gz"));
        try (StandIn launchDarkly = StandIn.builder().poison(poison::equals).start();
                RunningRoute route = route(launchDarkly).start()) {
            awaitDone("a.csv.gz");
            assertThat(SampleFile.rejected(folder, "a.csv.gz"))
                    .filteredOn(row -> row.get("reason").textValue().equals("REFUSED_BY_LAUNCHDARKLY"))
                    .isNotEmpty()
                    .allSatisfy(row -> assertThat(row.get("raw").textValue()).startsWith(poison + ",aud_"));
            sample.members().values().forEach(users -> users.remove(poison));
            RunningRoute.awaitMembers(launchDarkly, sample, Duration.ofSeconds(1));
        }
    }

    @Test
    void aStopInTheMiddleLosesNothing() throws Exception {
        Sample sample = Sample.all();
        Path file = Files.write(folder.resolve("sample.jsonl"), SampleFile.content(sample, "sample.jsonl"));
        try (StandIn launchDarkly =
                StandIn.builder().latency(Duration.ofMillis(10)).start()) {
            try (RunningRoute route =
                    route(launchDarkly).with("segment.files.chunkSize", "500").start()) {
                launchDarkly.awaitRequests(100, Duration.ofSeconds(30));
            }
            assertThat(file).exists();
            try (RunningRoute route = route(launchDarkly).start()) {
                awaitDone("sample.jsonl");
                assertThat(SampleFile.console(route.context())
                                .get(0)
                                .get("beganBehindLine")
                                .intValue())
                        .isPositive();
            }
            assertThat(RunningRoute.members(launchDarkly, sample.members().keySet()))
                    .isEqualTo(sample.members());
            assertThat(SampleFile.rejectedLines(folder, "sample.jsonl"))
                    .isEqualTo(SampleFile.brokenLines(sample, "sample.jsonl"));
        }
    }

    @Test
    void aJsonFileIsOneDocument() throws Exception {
        Sample sample = Sample.of(100);
        Files.writeString(folder.resolve("a.json"), "[\n" + String.join(",\n", sample.json()) + "\n]");
        try (StandIn launchDarkly = StandIn.start();
                RunningRoute route = route(launchDarkly).start()) {
            awaitDone("a.json");
            RunningRoute.awaitMembers(launchDarkly, sample, Duration.ofSeconds(1));
            assertThat(SampleFile.rejected(folder, "a.json")).singleElement().satisfies(row -> {
                assertThat(row.get("path").textValue()).startsWith("$[0].");
                assertThat(row.get("raw").textValue()).isEqualTo(sample.json().get(0));
            });
        }
    }
}
