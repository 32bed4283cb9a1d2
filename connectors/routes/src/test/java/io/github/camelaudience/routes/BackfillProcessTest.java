package io.github.camelaudience.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelaudience.standin.StandIn;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files in a process that is too small for them, and in one that dies. {@code -Dbackfill.megabytes=2048 -Dbackfill.heap=256}
 * takes a larger one.
 */
class BackfillProcessTest {

    private static final int MEGABYTES = Integer.getInteger("backfill.megabytes", 60);
    private static final int HEAP = Integer.getInteger("backfill.heap", 48);
    private static final int USERS = Integer.getInteger("backfill.users", 2_000);
    private static final int AUDIENCES = Integer.getInteger("backfill.audiences", 4);
    private static final int CHUNK = Integer.getInteger("backfill.chunk", 5000);
    private static final Pattern URL = Pattern.compile("(http://127\\.0\\.0\\.1:\\d+)");

    @TempDir
    Path folder;

    @Test
    void aFileThatIsLargerThanTheHeapIsTaken() throws Exception {
        long rows = large(folder.resolve("large.jsonl"));
        Process standIn = BackfillProcess.standIn();
        try (BackfillProcess backfill =
                BackfillProcess.start(HEAP, url(standIn), folder, "segment.files.chunkSize=" + CHUNK)) {
            String end = backfill.end();
            System.out.println("backfill of " + MEGABYTES + " MB with -Xmx" + HEAP + "m: " + end);
            assertThat(folder.resolve(".done/large.jsonl")).exists();
            assertThat(new ObjectMapper().readTree(end).get("rows").longValue()).isEqualTo(rows);
        } finally {
            standIn.destroy();
        }
    }

    @Test
    void aProcessThatIsKilledGoesOnWhereItWas() throws Exception {
        Sample sample = Sample.of(12_000);
        Files.write(folder.resolve("sample.jsonl"), SampleFile.content(sample, "sample.jsonl"));
        Path mark = folder.resolve(".progress/sample.jsonl.json");
        String chunks = "segment.files.chunkSize=500";
        try (StandIn launchDarkly =
                StandIn.builder().latency(Duration.ofMillis(20)).start()) {
            try (BackfillProcess killed = BackfillProcess.start(64, launchDarkly.url(), folder, chunks)) {
                await().atMost(Duration.ofSeconds(60)).until(() -> position(mark) > 0);
                killed.kill();
            }
            assertThat(folder.resolve("sample.jsonl")).exists();
            try (BackfillProcess second = BackfillProcess.start(64, launchDarkly.url(), folder, chunks)) {
                assertThat(new ObjectMapper()
                                .readTree(second.end())
                                .get("beganBehindLine")
                                .longValue())
                        .isPositive();
            }
            assertThat(folder.resolve(".done/sample.jsonl")).exists();
            assertThat(RunningRoute.members(launchDarkly, sample.members().keySet()))
                    .isEqualTo(sample.members());
            assertThat(SampleFile.rejectedLines(folder, "sample.jsonl"))
                    .isEqualTo(SampleFile.brokenLines(sample, "sample.jsonl"));
        }
    }

    private static long position(Path mark) throws IOException {
        return Files.exists(mark)
                ? new ObjectMapper()
                        .readTree(Files.readAllBytes(mark))
                        .get("position")
                        .longValue()
                : 0;
    }

    private static String url(Process standIn) throws IOException {
        BufferedReader out = standIn.inputReader();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Matcher matcher = URL.matcher(line);
            if (matcher.find()) {
                return matcher.group(1);
            }
        }
        throw new AssertionError("the stand-in did not start");
    }

    /** Events of a few audiences, one millisecond apart. */
    private static long large(Path file) throws IOException {
        long rows = 0;
        long bytes = 0;
        long start = Instant.parse("2026-01-02T03:04:05Z").toEpochMilli();
        try (OutputStream out = Files.newOutputStream(file);
                BufferedOutputStream buffered = new BufferedOutputStream(out, 1 << 20)) {
            while (bytes < MEGABYTES * 1_000_000L) {
                String key = "big_spenders_" + rows % AUDIENCES;
                byte[] line =
                        ("{\"context\":{\"personas\":{\"computation_class\":\"audience\",\"computation_id\":\"aud_"
                                        + rows % AUDIENCES + "\",\"computation_key\":\"" + key
                                        + "\",\"space_id\":\"spa_1\"}},\"event\":\"Audience Entered\",\"properties\":{\""
                                        + key
                                        + "\":" + (rows % 3 > 0) + "},\"messageId\":\"m-" + rows + "\",\"timestamp\":\""
                                        + Instant.ofEpochMilli(start + rows)
                                        + "\",\"type\":\"track\",\"userId\":\"user-"
                                        + rows / AUDIENCES % USERS + "\"}\n")
                                .getBytes(StandardCharsets.UTF_8);
                buffered.write(line);
                bytes += line.length;
                rows++;
            }
        }
        return rows;
    }
}
