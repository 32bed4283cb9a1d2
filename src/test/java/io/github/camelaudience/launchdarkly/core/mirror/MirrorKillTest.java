package io.github.camelaudience.launchdarkly.core.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelaudience.launchdarkly.core.ledger.AudienceState;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerTimes;
import io.github.camelaudience.launchdarkly.core.ledger.MembershipLedger;
import io.github.camelaudience.launchdarkly.core.ledger.OneProcessLedger;
import io.github.camelaudience.launchdarkly.core.ledger.rocksdb.RocksStore;
import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import io.github.camelaudience.standin.StandIn;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A mirror whose process is killed at work goes on where it ended, {@code -Dmirror.kills} times. {@code -Dmirror.keys=10000000} mirrors so
 * many keys in 512 MiB of heap, to nobody, and prints what it took.
 */
class MirrorKillTest {

    private static final long SNAPSHOT = 1_700_000_000_000L;

    @TempDir
    Path folder;

    private Process start(String heap, Path keys, long snapshot, String... launchDarkly) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-cp",
                System.getProperty("java.class.path"),
                MirrorProcess.class.getName(),
                folder.resolve("work").toString(),
                keys.toString(),
                Long.toString(snapshot)));
        command.addAll(List.of(launchDarkly));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static JsonNode report(Process process, boolean print) throws Exception {
        JsonNode report = null;
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("report ")) {
                    report = new ObjectMapper().readTree(line.substring("report ".length()));
                }
                if (print) {
                    System.out.println(line);
                }
            }
        }
        assertThat(process.waitFor()).isZero();
        return report;
    }

    private Path csv(String name, IntStream numbers) throws IOException {
        Path file = folder.resolve(name);
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("user_id,plan\n");
            for (int number : (Iterable<Integer>) numbers::iterator) {
                out.write("user-" + number + ",free\n");
            }
        }
        return file;
    }

    @Test
    @Timeout(120)
    void aKilledMirrorGoesOnAndEndsExactly() throws Exception {
        long seed = Long.getLong("mirror.seed", System.nanoTime());
        System.out.println("MirrorKillTest seed " + seed);
        Random random = new Random(seed);
        Path before = csv("before.csv", IntStream.range(0, 20_000));
        Path after = csv("after.csv", IntStream.range(10_000, 60_000));
        try (StandIn launchDarkly = StandIn.start()) {
            String[] target = {launchDarkly.environment(), launchDarkly.url(), launchDarkly.token()};
            JsonNode first = report(start("256m", before, SNAPSHOT, target), false);
            assertThat(first.at("/plan/enter").asInt()).isEqualTo(20_000);

            int kills = 0;
            for (int run = 0; run < Integer.getInteger("mirror.kills", 1); run++) {
                long requests = launchDarkly.counters().received();
                Process process = start("256m", after, SNAPSHOT + 1, target);
                launchDarkly.await(
                        "requests of the mirror, or its end",
                        () -> launchDarkly.counters().received() > requests + 1 + random.nextInt(15)
                                || !process.isAlive(),
                        Duration.ofSeconds(60));
                kills += process.isAlive() ? 1 : 0;
                process.destroyForcibly().waitFor();
            }
            assertThat(kills).isPositive();
            JsonNode rest = report(start("256m", after, SNAPSHOT + 1, target), false);

            assertThat(rest.path("result").asText()).isEqualTo("applied");
            assertThat(rest.at("/plan/enter").asInt() + rest.at("/plan/exit").asInt())
                    .isLessThan(50_000);
            assertThat(launchDarkly.members(MirrorProcess.AUDIENCE))
                    .hasSize(50_000)
                    .contains("user-10000", "user-59999")
                    .doesNotContain("user-9999", "user-0");
            long requests = launchDarkly.counters().received();
            JsonNode again = report(start("256m", after, SNAPSHOT + 1, target), false);
            assertThat(again.at("/plan/same").asInt()).isEqualTo(50_000);
            assertThat(launchDarkly.counters().received()).isEqualTo(requests);
            assertThat(size(target[0]).members()).isEqualTo(50_000);
            assertThat(size(target[0]).seededAt()).hasValue(SNAPSHOT + 1);
        }
    }

    private AudienceState size(String environment) {
        try (MembershipLedger ledger = new OneProcessLedger(
                new RocksStore(folder.resolve("work/ledger")),
                LedgerTimes.of(Duration.ofSeconds(30)),
                () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()))) {
            return ledger.audience(new AudienceKey(environment, "user", MirrorProcess.AUDIENCE));
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "mirror.keys", matches = "\\d+")
    void manyKeysNeedLittleMemory() throws Exception {
        int count = Integer.getInteger("mirror.keys");
        Path all = csv("all.csv", new Random(7).ints(count, 0, Integer.MAX_VALUE));
        for (String what : List.of("all of it", "the same once more")) {
            long begun = System.nanoTime();
            System.out.println("mirror of " + count + " keys: " + what);
            JsonNode report = report(start("512m", all, SNAPSHOT, "5f0000000000000000000001"), true);
            System.out.printf("%s took %d s%n", what, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun));
            assertThat(report.path("result").asText()).isEqualTo("applied");
            assertThat(report.path("rows").asInt()).isEqualTo(count);
        }
    }
}
