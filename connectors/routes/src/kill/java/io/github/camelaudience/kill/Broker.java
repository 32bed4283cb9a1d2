package io.github.camelaudience.kill;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A Kafka broker and its controller, of one node, in a JVM of its own on a loopback address. */
public final class Broker implements AutoCloseable {

    private final ChildProcess process;
    private final String bootstrap;

    private Broker(ChildProcess process, String bootstrap) {
        this.process = process;
        this.bootstrap = bootstrap;
    }

    /** Starts a new one with its data in this folder; it listens when this returns. */
    public static Broker start(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (ServerSocket one = freePort();
                ServerSocket other = freePort()) {
            String port = Integer.toString(one.getLocalPort());
            String controllerPort = Integer.toString(other.getLocalPort());
            one.close();
            other.close();
            ChildProcess process = ChildProcess.start(
                    folder.toAbsolutePath(), BrokerMain.class, List.of("-Xmx384m"), port, controllerPort);
            awaitListening(one.getLocalPort(), process);
            return new Broker(process, "127.0.0.1:" + port);
        }
    }

    private static void awaitListening(int port, ChildProcess process) {
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException("the broker ended by itself");
                    }
                    try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
                        return probe.isConnected();
                    } catch (ConnectException e) {
                        return false;
                    }
                });
    }

    private static ServerSocket freePort() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    /** Host and port. */
    public String bootstrap() {
        return bootstrap;
    }

    @Override
    public void close() {
        process.close();
    }
}
