package io.github.camelaudience.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.standin.StandIn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** routes/segment-files-to-launchdarkly.camel.yaml. */
class FolderRouteTest {

    @TempDir
    Path folder;

    @Test
    void theSampleEndsInItsMembership() throws Exception {
        Sample sample = Sample.all();
        Files.write(folder.resolve("sample.jsonl"), sample.json());
        try (StandIn launchDarkly = StandIn.start();
                RunningRoute route = RunningRoute.of(launchDarkly, "segment-files-to-launchdarkly")
                        .with("segment.folder", folder.toString())
                        .start()) {
            await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(folder.resolve(".done/sample.jsonl")));
            assertThat(RunningRoute.members(launchDarkly, sample.members().keySet()))
                    .isEqualTo(sample.members());
            assertThat(Files.readAllLines(folder.resolve("rejected/sample.jsonl")))
                    .hasSize(sample.broken());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"folder.camel.yaml", "AudienceFolder.java", "folder.camel.xml"})
    void examplesEndInTheSameMembership(String example) throws Exception {
        Sample sample = Sample.of(100);
        Files.write(
                folder.resolve("sample.jsonl"),
                sample.messages().stream()
                        .filter(message -> !message.broken())
                        .map(Sample.Message::json)
                        .toList());
        try (StandIn launchDarkly = StandIn.start();
                RunningRoute route = RunningRoute.example(launchDarkly, example)
                        .with("segment.folder", folder.toString())
                        .start()) {
            RunningRoute.awaitMembers(launchDarkly, sample, Duration.ofSeconds(30));
        }
    }
}
