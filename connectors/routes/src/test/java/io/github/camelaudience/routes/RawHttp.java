package io.github.camelaudience.routes;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** Is a connection of HTTP/1.1 on which bytes are sent as they are, however wrong. */
final class RawHttp implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 30_000;

    private final Socket socket;

    RawHttp(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    RawHttp send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    RawHttp send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends until the server has hung up, or all is sent. */
    void sendAsFarAsTaken(byte[] bytes, int times) throws IOException {
        try {
            for (int i = 0; i < times; i++) {
                send(bytes);
            }
        } catch (SocketException e) {
            // it has
        }
    }

    /** Reads all until the server closes the connection: nothing when it does so without a word. */
    String untilClosed() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(all);
        } catch (SocketException e) {
            // closed with bytes of ours unread
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    /** Whether there is something to read. */
    boolean isAnswered() throws IOException {
        return socket.getInputStream().available() > 0;
    }

    /** Reads the status line of an answer: blank when there is none. */
    String statusLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        try {
            for (int each = in.read(); each >= 0 && each != '\r'; each = in.read()) {
                line.write(each);
            }
        } catch (SocketException e) {
            // closed with bytes of ours unread
        }
        return line.toString(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
