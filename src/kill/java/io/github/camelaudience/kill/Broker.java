package io.github.camelaudience.kill;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A Kafka broker and its controller, of one node, in a JVM of its own on a loopback address. */
public final class Broker implements AutoCloseable {

    private final ChildProcess process;
    private final String bootstrap;

    private Broker(ChildProcess process, String bootstrap) {
        this.process = process;
        this.bootstrap = bootstrap;
    }

    /** Starts a new one with its data in this folder; it may not answer yet when this returns. */
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
            return new Broker(process, "127.0.0.1:" + port);
        }
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
