package io.github.camelaudience.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelaudience.standin.StandIn;
import io.github.camelaudience.standin.StandInMain;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A stand-in LaunchDarkly in a JVM of its own, so that its work does not count as ours. */
final class StandInProcess implements AutoCloseable {

    private static final Pattern URL = Pattern.compile("(http://127\\.0\\.0\\.1:\\d+)");

    private final Process process;
    private final String url;

    private StandInProcess(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    static StandInProcess start() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StandInMain.class.getName(),
                        "--port=0",
                        "--keep-requests=10")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Matcher matcher = URL.matcher(line);
            if (matcher.find()) {
                return new StandInProcess(process, matcher.group(1));
            }
        }
        throw new IOException("the stand-in did not start");
    }

    String url() {
        return url;
    }

    String token() {
        return StandIn.DEFAULT_TOKEN;
    }

    String environment() {
        return StandIn.DEFAULT_ENVIRONMENT;
    }

    /** Members of the audience. */
    long size(String audienceId) throws IOException {
        JsonNode segments = new ObjectMapper()
                .readTree(URI.create(url + "/standin/segments").toURL());
        for (JsonNode segment : segments.isArray() ? segments : segments.path("segments")) {
            if (segment.path("cohortId").asText().equals(audienceId)) {
                return segment.path("size").asLong();
            }
        }
        return -1;
    }

    double cpuSeconds() {
        return process.info()
                .totalCpuDuration()
                .map(time -> time.toMillis() / 1000.0)
                .orElse(Double.NaN);
    }

    @Override
    public void close() {
        process.destroy();
    }
}
