package io.github.camelaudience.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.camelaudience.standin.StandIn;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell commands in the pages of docs/sources that call curl, typed as they stand there, print what stands below. */
class CurlDocTest {

    private static final Pattern COMMAND = Pattern.compile("```sh\n([^`]*?curl [^`]*)```\n```text\n([^`]*)```");
    private static final List<String> TOOLS = List.of("bash", "curl", "openssl", "base64");

    @TempDir
    Path work;

    @Test
    void commandsPrintWhatThePagesSay() throws Exception {
        for (String tool : TOOLS) {
            assumeTrue(isInstalled(tool), tool + " is not installed");
        }
        try (StandIn launchDarkly = StandIn.start();
                HttpRoute http = HttpRoute.serve(RunningRoute.of(
                                launchDarkly,
                                "segment-webhook-to-launchdarkly",
                                "segment-tracking-api-to-launchdarkly",
                                "segment-pubsub-to-launchdarkly")
                        .with("camel.kamelet.segment-webhook-source.sharedSecret", "secret")
                        .with("camel.kamelet.segment-webhook-source.maxAge", "4h5m")
                        .with("segment.tracking.writeKeys", "write-key")
                        .with("segment.pubsub.token", "token")
                        .with("segment.pubsub.rejected", work.toString()))) {
            int commands = 0;
            for (Path page : pages()) {
                for (MatchResult command :
                        COMMAND.matcher(Files.readString(page)).results().toList()) {
                    commands++;
                    String line = command.group(1).replace("http://127.0.0.1:8080", http.url(""));
                    assertThat(run(line))
                            .as(page + ": " + line)
                            .isEqualTo(command.group(2).strip());
                }
            }
            assertThat(commands).isGreaterThanOrEqualTo(5);
            assertThat(Stream.of("aud_1", "aud_2", "aud_3").map(launchDarkly::members))
                    .allSatisfy(members -> assertThat(members).containsExactly("u1"));
        }
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(RunningRoute.REPOSITORY.resolve("docs/sources"))) {
            return files.sorted().toList();
        }
    }

    private static boolean isInstalled(String tool) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }

    private String run(String command) throws IOException, InterruptedException {
        Path script = Files.writeString(work.resolve("command.sh"), command);
        ProcessBuilder bash = new ProcessBuilder("bash", script.toString())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(script.toFile()));
        bash.environment().put("SEGMENT_SHARED_SECRET", "secret");
        bash.environment().put("SEGMENT_WRITE_KEYS", "write-key");
        bash.environment().put("SEGMENT_PUBSUB_TOKEN", "token");
        bash.environment().put("no_proxy", "127.0.0.1");
        Process process = bash.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output.strip();
    }
}
