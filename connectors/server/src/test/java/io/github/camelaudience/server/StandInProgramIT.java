package io.github.camelaudience.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.standin.StandIn;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar of the stand-in alone, as a program and on the class path of a test that has nothing else. */
class StandInProgramIT {

    private static final Path JAR = Path.of(System.getProperty("standin.jar"));

    @TempDir
    Path folder;

    @Test
    void runsAsAProgram() throws Exception {
        Path printed = folder.resolve("printed");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-jar",
                        JAR.toString(),
                        "--port=0")
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        try {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> Files.readString(printed).contains("access token") || !process.isAlive());
            String url = Files.readString(printed)
                    .lines()
                    .filter(line -> line.startsWith("  API "))
                    .map(line -> line.substring(line.indexOf("http")))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(read(printed)));
            HttpResponse<String> state = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(url + "/standin/state"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(state.statusCode()).isEqualTo(200);
            assertThat(state.body()).startsWith("{");
        } finally {
            process.destroy();
        }
    }

    @Test
    void runsWhereThereIsNothingElse() throws Exception {
        try (URLClassLoader alone =
                new URLClassLoader(new URL[] {JAR.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
            Class<?> standIn = alone.loadClass(StandIn.class.getName());
            try (AutoCloseable started =
                    (AutoCloseable) standIn.getMethod("start").invoke(null)) {
                assertThat(standIn.getMethod("url").invoke(started)).asString().startsWith("http://");
            }
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }
}
