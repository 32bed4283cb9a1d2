package io.github.camelaudience.launchdarkly.vectors;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A loopback HTTP server that records requests as they come and answers whatever it is told, sanely or not. */
final class RecordingServer implements AutoCloseable {

    /** A request as it came. */
    record Request(String method, String path, Map<String, String> headers, String body) {}

    /** What to answer; a fault replaces or spoils the answer, see the format of the golden vectors. */
    record Answer(int status, Map<String, String> headers, String body, String fault) {}

    private final ServerSocket listening;
    private final ExecutorService connections = Executors.newCachedThreadPool();
    private final List<Request> requests = new ArrayList<>();
    private volatile Function<Request, Answer> answers = request -> new Answer(204, Map.of(), "", null);

    RecordingServer() throws IOException {
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        connections.execute(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + listening.getLocalPort();
    }

    void answer(Function<Request, Answer> how) {
        answers = how;
    }

    /** What came since the last call. */
    List<Request> takeRequests() {
        synchronized (requests) {
            List<Request> taken = List.copyOf(requests);
            requests.clear();
            return taken;
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listening.accept();
                connections.execute(() -> serve(socket));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (Request request = read(in); request != null; request = read(in)) {
                Answer answer = answers.apply(request);
                synchronized (requests) {
                    requests.add(request);
                }
                if (!write(socket, answer)) {
                    return;
                }
            }
        } catch (IOException e) {
            // the client went away
        }
    }

    private static Request read(InputStream in) throws IOException {
        String first = line(in);
        if (first == null) {
            return null;
        }
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        String[] parts = first.split(" ");
        return new Request(parts[0], parts[1], headers, body);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                return null;
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /** Whether the connection can be used again. */
    private boolean write(Socket socket, Answer answer) throws IOException {
        String fault = answer.fault() == null ? "" : answer.fault();
        switch (fault) {
            case "reset" -> {
                socket.setSoLinger(true, 0);
                return false;
            }
            case "close" -> {
                return false;
            }
            case "timeout" -> {
                return socket.getInputStream().read() >= 0;
            }
            default -> {
                byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
                boolean cut = fault.equals("truncated") || fault.equals("stalled-body");
                StringBuilder head = new StringBuilder("HTTP/1.1 " + answer.status() + " X\r\n");
                answer.headers()
                        .forEach((name, value) ->
                                head.append(name).append(": ").append(value).append("\r\n"));
                if (answer.status() != 204 && answer.status() != 304) {
                    head.append("content-length: ")
                            .append(body.length + (cut ? 10 : 0))
                            .append("\r\n");
                }
                OutputStream out = socket.getOutputStream();
                out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
                out.write(body);
                out.flush();
                return fault.equals("stalled-body") ? socket.getInputStream().read() >= 0 : !cut;
            }
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        connections.shutdownNow();
    }
}
