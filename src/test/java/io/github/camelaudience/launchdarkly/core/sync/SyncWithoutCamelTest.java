package io.github.camelaudience.launchdarkly.core.sync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.launchdarkly.core.launchdarkly.AccessToken;
import io.github.camelaudience.launchdarkly.core.launchdarkly.http.HttpClientTransport;
import io.github.camelaudience.launchdarkly.core.launchdarkly.synced.SyncedSegments;
import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The core works alone: a file goes to LaunchDarkly over HTTP, and no CamelContext is there. */
@Timeout(60)
class SyncWithoutCamelTest {

    @TempDir
    Path folder;

    /** What a program has to write. */
    private static SyncResult<Integer> sync(Path jsonLines, StandIn launchDarkly) throws Exception {
        try (HttpClientTransport http = new HttpClientTransport();
                SyncEngine engine = SyncEngine.of(
                                launchDarkly.environment(),
                                new SyncedSegments(
                                        http,
                                        launchDarkly.url(),
                                        launchDarkly.url(),
                                        new AccessToken(launchDarkly.token()),
                                        "my-sync/1.0"))
                        .start();
                SyncSession<Integer> session = engine.open()) {
            int number = 0;
            for (String line : Files.readAllLines(jsonLines)) {
                session.read(line.getBytes(UTF_8), ++number);
            }
            return session.end().get(1, TimeUnit.MINUTES);
        }
    }

    @Test
    void aFileOfJsonLinesIsSynced() throws Exception {
        Path file = Files.write(
                folder.resolve("members.jsonl"),
                List.of(
                        oneLine("u1", true),
                        oneLine("u2", true),
                        oneLine("u3", true),
                        oneLine("u4", true).replace("\"type\"", "\"tpye\""),
                        oneLine("u2", false).replace("05.678Z", "06.000Z")));
        try (StandIn launchDarkly = StandIn.start()) {
            SyncResult<Integer> result = sync(file, launchDarkly);

            assertThat(launchDarkly.members("aud_x")).containsExactlyInAnyOrder("u1", "u3");
            assertThat(result.report().changes()).isEqualTo(4);
            assertThat(result.isComplete()).isTrue();
            assertThat(result.rejections()).singleElement().satisfies(rejection -> {
                assertThat(rejection.source()).isEqualTo(4);
                assertThat(rejection.message().reason()).isEqualTo(RejectReason.NOT_A_MESSAGE);
            });
        }
        await().atMost(Duration.ofSeconds(3))
                .untilAsserted(() -> assertThat(threadsOfOurs()).isEmpty());
    }

    private static String oneLine(String userId, boolean member) {
        return SegmentMessage.identify(userId).says("x", member).replace("\n", "");
    }

    private static List<String> threadsOfOurs() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("launchdarkly-audience-"))
                .toList();
    }
}
