package io.github.camelaudience.routes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.List;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The steps of the files route behind an SFTP server. */
class SftpRouteTest extends RemoteFilesContract {

    private static final String PASSWORD = "p&ss word";
    private static KeyPair key;

    @TempDir
    Path server;

    private final SshServer ssh = SshServer.setUpDefaultServer();

    SftpRouteTest() {
        super("sftp", "sample.jsonl.gz");
    }

    @BeforeAll
    static void makeKey() throws GeneralSecurityException {
        key = KeyUtils.generateKeyPair(KeyPairProvider.SSH_RSA, 2048);
    }

    @BeforeEach
    void start() throws IOException {
        Files.createDirectories(server.resolve("exports"));
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

    @Override
    void put(String name, byte[] content) throws IOException {
        Files.write(server.resolve("exports").resolve(name), content);
    }

    @Override
    boolean isWaiting(String name) {
        return Files.exists(server.resolve("exports").resolve(name));
    }

    @Override
    boolean isDone(String name) {
        return Files.exists(server.resolve("exports/.done").resolve(name)) && !isWaiting(name);
    }

    @Override
    RunningRoute reading(RunningRoute route) {
        return route.with("segment.sftp.host", "127.0.0.1")
                .with("segment.sftp.port", Integer.toString(ssh.getPort()))
                .with("segment.sftp.username", "segment")
                .with("segment.sftp.password", PASSWORD)
                .with("segment.sftp.knownHosts", work.resolve("known_hosts").toString());
    }
}
