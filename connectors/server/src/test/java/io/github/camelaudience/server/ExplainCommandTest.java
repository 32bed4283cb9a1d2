package io.github.camelaudience.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelaudience.standin.SegmentMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages from standard input, explained with the settings of the server, without a network. */
class ExplainCommandTest {

    private static final String ENTERS = SegmentMessage.identify("u1").enters("x");
    private static final String PAGE = SegmentMessage.page("u1").enters("x");
    private static final String BROKEN = SegmentMessage.identify("u1").says("x", 17);

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int explain(String messages, String... settings) throws Exception {
        Path file = Files.writeString(folder.resolve("routes.properties"), String.join("\n", settings));
        Properties system = new Properties();
        system.setProperty("camel.main.property-placeholder-location", "file:" + file);
        return ExplainCommand.run(
                new ByteArrayInputStream(messages.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                system);
    }

    @Test
    void theExitCodeIsTheWorstVerdict() throws Exception {
        assertThat(explain(ENTERS)).isEqualTo(ExplainCommand.CHANGES);
        assertThat(new ObjectMapper()
                        .readTree(out.toByteArray())
                        .get(0)
                        .path("verdict")
                        .path("result")
                        .asText())
                .isEqualTo("change");
        assertThat(explain(ENTERS + "\n" + PAGE)).isEqualTo(ExplainCommand.SKIPS);
        assertThat(explain("[]")).isEqualTo(ExplainCommand.SKIPS);
        assertThat(explain(PAGE + "\n" + BROKEN + "\n" + ENTERS)).isEqualTo(ExplainCommand.REJECTS);
        assertThat(explain("no json")).isEqualTo(ExplainCommand.REJECTS);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("No client-side ID is set");
    }

    @Test
    void theSettingsAreThoseOfTheSinkAndNoTokenIsNeeded() throws Exception {
        String sink = "camel.kamelet.launchdarkly-audience-sink.";
        int code = explain(
                PAGE.replace("\"userId\":\"u1\"", "\"userId\":\"u1\",\"email\":7"),
                sink + "clientSideId=5f0000000000000000000001",
                sink + "accessToken={{env:NOT_SET_ANYWHERE}}",
                sink + "contextKind=device",
                sink + "trigger=type = \"page\"");
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("5f0000000000000000000001", "\"device\"");
        assertThat(code).isEqualTo(ExplainCommand.CHANGES);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void theSampleOfThePageIsTrue() throws Exception {
        List<String> blocks = Pattern.compile("(?s)```json\\R(.*?)```")
                .matcher(Files.readString(Path.of("../../docs/how-to/explain-a-user.md")))
                .results()
                .map(block -> block.group(1))
                .toList();
        assertThat(explain(
                        blocks.get(0),
                        "camel.kamelet.launchdarkly-audience-sink.clientSideId=5f0000000000000000000001"))
                .isEqualTo(ExplainCommand.CHANGES);
        ObjectMapper json = new ObjectMapper();
        assertThat(json.readTree(out.toByteArray())).isEqualTo(json.readTree(blocks.get(1)));
    }

    @Test
    void wrongSettingsAreToldInASentence() throws Exception {
        assertThat(explain(ENTERS, "camel.kamelet.launchdarkly-audience-sink.contextKey=userid"))
                .isEqualTo(ExplainCommand.FAILED);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("cannot explain: ")
                .contains("userid");
        assertThat(out.size()).isZero();
    }

    /** A mapping in a language that the sink may use is of no use without the leave to use it. */
    @Test
    void whatTheSinkMayUseAndWritesCountsHereToo() throws Exception {
        String sink = "camel.kamelet.launchdarkly-audience-sink.";
        int code = explain(
                ENTERS,
                sink + "clientSideId=5f0000000000000000000001",
                sink + "accessToken=api-1",
                sink + "backend=standard",
                sink + "projectKey=shop",
                sink + "environmentKey=prod",
                sink + "mappingLanguages=simple",
                sink
                        + "mapping={\"segment_user_id\":{\"@camel\":{\"language\":\"simple\",\"expression\":\"mapped\"} } }");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(code).isEqualTo(ExplainCommand.CHANGES);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("\"mapped\"", "addIncludedTargets", "prod");
    }
}
