package io.github.camelaudience.server.page;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A request with a {@code Host} of its own, which Java's client does not let one write. */
final class RawRequest {

    private static final int PATIENCE_MILLIS = 10_000;

    private RawRequest() {}

    /** Asks this machine, and gives the status. */
    static int get(int port, String path, String host) throws IOException {
        return send(port, "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    }

    /** Announces a form of so many bytes, sends none of it, and gives the status. */
    static int announce(int port, String path, int bytes) throws IOException {
        return send(
                port,
                "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + bytes
                        + "\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n");
    }

    private static int send(int port, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            return Integer.parseInt(answer.readLine().split(" ")[1]);
        }
    }
}
