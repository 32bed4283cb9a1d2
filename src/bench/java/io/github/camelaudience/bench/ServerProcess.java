package io.github.camelaudience.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A {@link CountingServer} in a JVM of its own. */
final class ServerProcess implements AutoCloseable {

    private final Process process;
    private final String url;

    private ServerProcess(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    static ServerProcess start() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx700m",
                        "-Dsun.net.httpserver.nodelay=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CountingServer.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String port =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
        if (port == null) {
            throw new IOException("the server did not start");
        }
        return new ServerProcess(process, "http://127.0.0.1:" + port);
    }

    String url() {
        return url;
    }

    /** Forgets all, and from now on answers after so many milliseconds. */
    void reset(int latency) throws IOException {
        ask("POST", "/reset?latency=" + latency);
    }

    /** What it holds. */
    Digest digest() throws IOException {
        return Digest.parse(ask("GET", "/digest"));
    }

    /** Requests since it was reset. */
    long requests() throws IOException {
        return Long.parseLong(ask("GET", "/digest").split(" ")[2]);
    }

    private String ask(String method, String path) throws IOException {
        HttpURLConnection http =
                (HttpURLConnection) URI.create(url + path).toURL().openConnection();
        http.setRequestMethod(method);
        return new String(http.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        process.destroy();
    }
}
