package io.github.camelaudience.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Loopback ports to listen on. */
final class Ports {

    private Ports() {}

    /** The usual port if nothing listens there, else any free one. */
    static int usualOrFree(int usual) {
        try (ServerSocket probe = bind(usual)) {
            return probe.getLocalPort();
        } catch (IOException taken) {
            return free(1).get(0);
        }
    }

    /** Says which port of a URL is another than the usual one, or nothing. */
    static Stream<String> taken(String what, int usual, String url) {
        int port = URI.create(url).getPort();
        return port == usual
                ? Stream.empty()
                : Stream.of(
                        "Port " + usual + " is taken, by another demo perhaps: " + what + " on " + port + " instead.");
    }

    /** Free ports, no two the same. */
    static List<Integer> free(int count) {
        List<ServerSocket> probes = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                probes.add(bind(0));
            }
            return probes.stream().map(ServerSocket::getLocalPort).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            for (ServerSocket probe : probes) {
                try {
                    probe.close();
                } catch (IOException ignored) {
                    // it was only held to keep the numbers apart
                }
            }
        }
    }

    private static ServerSocket bind(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        return socket;
    }
}
