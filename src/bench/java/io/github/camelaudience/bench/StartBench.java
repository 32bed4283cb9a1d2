package io.github.camelaudience.bench;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.camel.Endpoint;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * Measures in fresh JVMs how long the component takes to start in a bare context, and the integration server from the start of its
 * process to its first answer. The server takes part when its distribution has been built.
 */
public final class StartBench {

    private static final int RUNS = 7;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);
    private static final Path DISTRIBUTIONS = Path.of("connectors/server/target");
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private StartBench() {}

    /** Prints the table, and writes it into the page with {@code -Dbench.write=true}. */
    public static void main(String[] args) throws Exception {
        StringBuilder text = new StringBuilder("| start, in a fresh JVM | ms, median of " + RUNS + " |\n|---|---|\n");
        row(text, "the component, in a context that runs", StartBench::component);
        Optional<Path> distribution = distribution();
        if (distribution.isPresent()) {
            try (TemporaryFolder folder = TemporaryFolder.make()) {
                Path home = unpacked(distribution.get(), folder.path());
                row(text, "the server, until it answers", () -> server(home, ""));
                String archive = folder.path().resolve("classes.jsa").toString();
                server(home, archive); // which writes it when it stops
                row(text, "the server with CLASS_ARCHIVE", () -> server(home, archive));
            }
        } else {
            System.out.println("The server is left out: there is no audience-server-*.tar.gz in " + DISTRIBUTIONS);
        }
        Page.block("start", text.toString());
    }

    private interface Start {
        double millis() throws Exception;
    }

    private static void row(StringBuilder text, String what, Start start) throws Exception {
        double[] times = new double[RUNS];
        for (int i = 0; i < RUNS; i++) {
            times[i] = start.millis();
        }
        Arrays.sort(times);
        text.append(String.format(Locale.ROOT, "| %s | %.0f |%n", what, times[RUNS / 2]));
    }

    private static double component() throws IOException {
        Process process = new ProcessBuilder(
                        JAVA, "-cp", System.getProperty("java.class.path"), StartedComponent.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return Double.parseDouble(printed.lines().reduce("", (line, last) -> last));
    }

    /** Is run in a JVM of its own. */
    static final class StartedComponent {

        private StartedComponent() {}

        /** Prints how many milliseconds an endpoint and its producer took. */
        public static void main(String[] args) throws Exception {
            try (DefaultCamelContext context = new DefaultCamelContext()) {
                context.start();
                long start = System.nanoTime();
                Endpoint endpoint = context.getEndpoint("launchdarkly-audience:bench?accessToken=api-bench");
                endpoint.createProducer().start();
                System.out.println((System.nanoTime() - start) / 1e6);
            }
        }
    }

    private static Optional<Path> distribution() throws IOException {
        if (!Files.isDirectory(DISTRIBUTIONS)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(DISTRIBUTIONS)) {
            return files.filter(file -> file.getFileName().toString().matches("audience-server-.*\\.tar\\.gz"))
                    .findFirst();
        }
    }

    private static Path unpacked(Path distribution, Path folder) throws Exception {
        int status = new ProcessBuilder(
                        "tar", "xzf", distribution.toAbsolutePath().toString())
                .directory(folder.toFile())
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException("tar ended with " + status);
        }
        try (Stream<Path> files = Files.list(folder)) {
            Path home = files.findFirst().orElseThrow();
            // what asks LaunchDarkly before the start measures LaunchDarkly
            Files.writeString(
                    home.resolve("conf/application.properties"),
                    "\ncamel.kamelet.launchdarkly-audience-sink.verifyOnStart=false\n",
                    StandardOpenOption.APPEND);
            return home;
        }
    }

    private static double server(Path home, String archive) throws Exception {
        int management = freePort();
        ProcessBuilder builder =
                new ProcessBuilder(home.resolve("bin/audience-server").toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("LAUNCHDARKLY_CLIENT_SIDE_ID", "5f3c9a7be21d4086c1e9b7aa");
        builder.environment().put("LAUNCHDARKLY_ACCESS_TOKEN", "api-4f1c2b3a-9d8e-4c7b-a6f5-1234567890ab");
        builder.environment().put("SERVER_PORT", Integer.toString(freePort()));
        builder.environment().put("MANAGEMENT_PORT", Integer.toString(management));
        builder.environment().put("CLASS_ARCHIVE", archive);
        Path log = home.resolveSibling("server.log");
        long start = System.nanoTime();
        Process process =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            while (!answers(management)) {
                if (!process.isAlive() || System.nanoTime() - start > PATIENCE) {
                    throw new IOException("the server does not answer: " + Files.readString(log));
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
            }
            return (System.nanoTime() - start) / 1e6;
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    private static boolean answers(int port) {
        try {
            HttpURLConnection http = (HttpURLConnection) URI.create("http://127.0.0.1:" + port + "/observe/health")
                    .toURL()
                    .openConnection();
            return http.getResponseCode() > 0;
        } catch (IOException e) {
            return false; // not yet
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
