package io.github.camelaudience.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.StandIn;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command mirrors with the settings of the server and its ledger, and ends with a code that a script can look at. */
class MirrorCommandTest {

    private static final String SINK = "camel.kamelet.launchdarkly-audience-sink.";
    private static final String[] VIP = {"mirror", "aud_vip", "--key", "vip_users", "--column", "user_id"};

    @TempDir
    Path folder;

    private final StandIn launchDarkly = StandIn.start();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @AfterEach
    void close() {
        launchDarkly.close();
    }

    private int run(String keys, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(VIP));
        arguments.addAll(List.of(more));
        return call(keys, arguments);
    }

    private int call(String keys, List<String> arguments) throws Exception {
        Properties system = new Properties();
        system.setProperty(
                "camel.main.property-placeholder-location",
                "file:"
                        + Files.write(
                                folder.resolve("routes.properties"),
                                List.of(
                                        ServerLedger.FOLDER + "=" + folder.resolve("ledger"),
                                        SINK + "clientSideId=" + launchDarkly.environment(),
                                        SINK + "accessToken=" + launchDarkly.token(),
                                        SINK + "baseUrl=" + launchDarkly.url(),
                                        "camel.kamelet.segment-audience-mirror-action.retryTimeout=1s")));
        out.reset();
        err.reset();
        return CommandLine.run(new Command.Call(
                arguments,
                new ByteArrayInputStream(keys.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                system,
                Map.of()));
    }

    private JsonNode report() throws Exception {
        return new ObjectMapper().readTree(out.toByteArray());
    }

    private static String csv(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "u" + i).collect(Collectors.joining("\n", "user_id\n", "\n"));
    }

    @Test
    void plansAppliesHoldsAndConfirms() throws Exception {
        assertThat(run(csv(0, 500), "--snapshot", "2026-05-01T00:00:00Z", "--plan"))
                .as(err.toString())
                .isEqualTo(MirrorCommand.APPLIED);
        assertThat(report().path("result").asText()).isEqualTo("planned");
        assertThat(launchDarkly.syncRequests()).isEmpty();

        assertThat(run(csv(0, 500), "--snapshot", "2026-05-01T00:00:00Z")).isEqualTo(MirrorCommand.APPLIED);
        assertThat(launchDarkly.members("aud_vip")).hasSize(500);

        assertThat(run(csv(200, 500), "--snapshot", "2026-05-02T00:00:00Z", "--plan"))
                .isEqualTo(MirrorCommand.HELD);
        assertThat(report().path("result").asText()).isEqualTo("planned");
        assertThat(report().path("held").asBoolean()).isTrue();
        assertThat(run(csv(200, 500), "--snapshot", "2026-05-02T00:00:00Z")).isEqualTo(MirrorCommand.HELD);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("200 of 500 known members would leave");
        String id = report().path("id").asText();
        assertThat(launchDarkly.members("aud_vip")).hasSize(500);

        assertThat(run("", "--confirm", id)).isEqualTo(MirrorCommand.APPLIED);
        assertThat(launchDarkly.members("aud_vip")).hasSize(300);
    }

    @Test
    void anOutageIsToldByTheCode() throws Exception {
        launchDarkly.faults(FaultPlan.always(Fault.status(503)));
        assertThat(run(csv(0, 5), "--snapshot", "2026-05-01T00:00:00Z")).isEqualTo(MirrorCommand.UNFINISHED);
        assertThat(report().path("result").asText()).isEqualTo("unfinished");
        launchDarkly.faults(FaultPlan.none());
        assertThat(run(csv(0, 5), "--snapshot", "2026-05-01T00:00:00Z")).isEqualTo(MirrorCommand.APPLIED);
        assertThat(launchDarkly.members("aud_vip")).hasSize(5);
    }

    @Test
    void whatIsWrongIsToldInASentence() throws Exception {
        assertThat(run(csv(0, 5))).isEqualTo(MirrorCommand.FAILED);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("set snapshotTime", "(here snapshotTime is --snapshot)");
        assertThat(run("name\nu1\n", "--snapshot", "2026-05-01T00:00:00Z")).isEqualTo(MirrorCommand.FAILED);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("there is no column user_id");
        assertThat(run(csv(0, 5), "--snapshot", "2026-05-01T00:00:00Z", "--removals", "maybe"))
                .isEqualTo(MirrorCommand.FAILED);
        assertThat(call("", List.of("mirror"))).isEqualTo(CommandLine.WRONG_ARGUMENTS);
        assertThat(call("", List.of("mirror", "a", "b"))).isEqualTo(CommandLine.WRONG_ARGUMENTS);
        assertThat(call("", List.of("mirror", "a", "--key"))).isEqualTo(CommandLine.WRONG_ARGUMENTS);
        assertThat(launchDarkly.syncRequests()).isEmpty();
    }
}
