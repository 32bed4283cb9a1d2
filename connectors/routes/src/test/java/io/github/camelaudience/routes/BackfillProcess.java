package io.github.camelaudience.routes;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelaudience.standin.StandIn;
import io.github.camelaudience.standin.StandInMain;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.main.Main;

/**
 * The files route in a process of its own, as small as it is told to be, until its folder has no file any more or
 * somebody kills it.
 */
final class BackfillProcess implements AutoCloseable {

    private static final String END = "END ";

    private final Process process;
    private final BufferedReader out;

    private BackfillProcess(Process process) {
        this.process = process;
        this.out = process.inputReader();
    }

    static BackfillProcess start(int megabytes, String url, Path folder, String... properties) throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("-Xmx" + megabytes + "m", BackfillProcess.class.getName(), url, folder.toString()));
        arguments.addAll(List.of(properties));
        return new BackfillProcess(java(arguments));
    }

    /** A stand-in LaunchDarkly whose work does not count as ours. */
    static Process standIn() throws IOException {
        return java(List.of("-Xmx1g", StandInMain.class.getName(), "--port=0", "--keep-requests=10"));
    }

    private static Process java(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Dlog4j2.configurationFile=classpath:log4j2-process.properties"));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** As {@code kill -9}. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** What it said in the end: the figures of the console, and the most heap that it used. */
    String end() throws IOException, InterruptedException {
        StringBuilder said = new StringBuilder();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(END)) {
                process.waitFor();
                return line.substring(END.length());
            }
            said.append(line).append('\n');
        }
        throw new AssertionError("ended with status " + process.waitFor() + ":\n" + said);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        Path routes = RunningRoute.REPOSITORY.resolve("routes");
        Main main = new Main();
        main.setPropertyPlaceholderLocations("file:" + routes.resolve("application.properties"));
        String sink = "camel.kamelet.launchdarkly-audience-sink.";
        main.addOverrideProperty(
                "camel.main.routes-include-pattern",
                "file:" + routes.resolve("segment-files-to-launchdarkly.camel.yaml"));
        main.addOverrideProperty(sink + "clientSideId", StandIn.DEFAULT_ENVIRONMENT);
        main.addOverrideProperty(sink + "accessToken", StandIn.DEFAULT_TOKEN);
        main.addOverrideProperty(sink + "baseUrl", arguments[0]);
        main.addOverrideProperty(sink + "brakeShare", "1"); // many leave in it
        main.addOverrideProperty("segment.folder", folder.toString());
        main.addOverrideProperty("segment.folder.quietTime", "50");
        for (int i = 2; i < arguments.length; i++) {
            String[] property = arguments[i].split("=", 2);
            main.addOverrideProperty(property[0], property[1]);
        }
        main.start();
        AtomicLong mostHeap = new AtomicLong();
        await().forever().pollInterval(Duration.ofMillis(50)).until(() -> {
            mostHeap.accumulateAndGet(usedHeap(), Math::max);
            return isDone(SampleFile.console(main.getCamelContext()));
        });
        JsonNode files = SampleFile.console(main.getCamelContext());
        System.out.println(
                END + files.get(0) + " most heap seen: " + mostHeap.get() / (1 << 20) + " MiB, processor time: "
                        + ProcessHandle.current()
                                .info()
                                .totalCpuDuration()
                                .map(time -> time.toMillis() / 1000.0 + " s")
                                .orElse("unknown"));
        System.out.flush();
        main.stop();
    }

    private static boolean isDone(JsonNode files) {
        return !files.isEmpty() && files.get(0).get("state").textValue().equals("DONE");
    }

    private static long usedHeap() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
