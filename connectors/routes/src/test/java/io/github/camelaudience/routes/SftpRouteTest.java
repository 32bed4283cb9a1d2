package io.github.camelaudience.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.StandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The steps of the files route behind an SFTP server. */
class SftpRouteTest {

    private static final String PASSWORD = "p&ss word";

    @TempDir
    Path server;

    @TempDir
    Path work;

    private final SshServer ssh = SshServer.setUpDefaultServer();

    @BeforeEach
    void start() throws Exception {
        Files.createDirectories(server.resolve("exports"));
        KeyPair key = KeyUtils.generateKeyPair(KeyPairProvider.SSH_RSA, 2048);
        ssh.setKeyPairProvider(session -> List.of(key));
        ssh.setHost("127.0.0.1");
        ssh.setPasswordAuthenticator((user, password, session) -> user.equals("segment") && password.equals(PASSWORD));
        ssh.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
        ssh.setFileSystemFactory(new VirtualFileSystemFactory(server));
        ssh.start();
        Files.writeString(
                work.resolve("known_hosts"),
                "[127.0.0.1]:" + ssh.getPort() + " " + PublicKeyEntry.toString(key.getPublic()) + "\n");
    }

    @AfterEach
    void stop() throws IOException {
        ssh.stop(true);
    }

    private RunningRoute route(StandIn launchDarkly, String example) throws Exception {
        return RunningRoute.example(launchDarkly, example)
                .with("segment.work", work.toString())
                .with("segment.sftp.host", "127.0.0.1")
                .with("segment.sftp.port", Integer.toString(ssh.getPort()))
                .with("segment.sftp.username", "segment")
                .with("segment.sftp.password", PASSWORD)
                .with("segment.sftp.knownHosts", work.resolve("known_hosts").toString());
    }

    private void awaitDone(String name) {
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(server.resolve("exports/.done/" + name)));
    }

    @Test
    void theSampleEndsInItsMembershipAcrossAnOutage() throws Exception {
        Sample sample = Sample.all();
        Files.write(server.resolve("exports/sample.jsonl.gz"), SampleFile.content(sample, "sample.jsonl.gz"));
        try (StandIn launchDarkly =
                        StandIn.builder().latency(Duration.ofMillis(10)).start();
                RunningRoute route = route(launchDarkly, "sftp.camel.yaml")
                        .with("camel.kamelet.launchdarkly-audience-sink.retryTimeout", "500")
                        .start()) {
            launchDarkly.awaitRequests(10, Duration.ofSeconds(30));
            launchDarkly.faults(FaultPlan.always(Fault.status(503)));
            await().atMost(Duration.ofSeconds(30)).until(() -> SampleFile.console(route.context())
                    .findValuesAsText("state")
                    .contains("STOPPED"));
            launchDarkly.faults(FaultPlan.none());
            awaitDone("sample.jsonl.gz");
            assertThat(RunningRoute.members(launchDarkly, sample.members().keySet()))
                    .isEqualTo(sample.members());
            assertThat(SampleFile.rejectedLines(work, "sample.jsonl.gz"))
                    .isEqualTo(SampleFile.brokenLines(sample, "sample.jsonl.gz"));
            JsonNode last = SampleFile.console(route.context()).get(0);
            assertThat(last.get("rows").intValue()).isEqualTo(Sample.SIZE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sftp.camel.yaml", "AudienceSftp.java", "sftp.camel.xml"})
    void examplesEndInTheSameMembership(String example) throws Exception {
        Sample sample = Sample.of(100);
        Files.write(server.resolve("exports/sample.jsonl"), SampleFile.content(sample, "sample.jsonl"));
        try (StandIn launchDarkly = StandIn.start();
                RunningRoute route = route(launchDarkly, example).start()) {
            awaitDone("sample.jsonl");
            RunningRoute.awaitMembers(launchDarkly, sample, Duration.ofSeconds(1));
            assertThat(SampleFile.rejectedLines(work, "sample.jsonl")).containsExactly(1);
        }
    }
}
