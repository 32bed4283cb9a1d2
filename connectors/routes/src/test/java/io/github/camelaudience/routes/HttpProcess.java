package io.github.camelaudience.routes;

import io.github.camelaudience.standin.StandIn;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.main.Main;

/** Runs all HTTP sources in a process of its own, as small as it is told to be, until it is closed. */
final class HttpProcess implements AutoCloseable {

    private static final String PORT = "PORT ";

    private final Process process;
    private final int port;

    private HttpProcess(Process process) throws IOException {
        this.process = process;
        BufferedReader out = process.inputReader();
        StringBuilder said = new StringBuilder();
        String line = out.readLine();
        while (line != null && !line.startsWith(PORT)) {
            said.append(line).append('\n');
            line = out.readLine();
        }
        if (line == null) {
            throw new AssertionError("ended: " + said);
        }
        port = Integer.parseInt(line.substring(PORT.length()));
    }

    /** Starts it; an OutOfMemoryError ends it. */
    static HttpProcess start(int megabytes, String launchDarkly) throws IOException {
        return new HttpProcess(new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + megabytes + "m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dlog4j2.configurationFile=classpath:log4j2-process.properties",
                        HttpProcess.class.getName(),
                        launchDarkly))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    int port() {
        return port;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    public static void main(String[] arguments) throws Exception {
        Path routes = RunningRoute.REPOSITORY.resolve("routes");
        Main main = new Main();
        main.setPropertyPlaceholderLocations("file:" + routes.resolve("application.properties"));
        String sink = "camel.kamelet.launchdarkly-audience-sink.";
        main.addOverrideProperty(
                "camel.main.routes-include-pattern",
                "file:" + routes.resolve("segment-http-to-launchdarkly.camel.yaml") + ",file:"
                        + routes.resolve("segment-webhook-to-launchdarkly.camel.yaml"));
        main.addOverrideProperty(sink + "clientSideId", StandIn.DEFAULT_ENVIRONMENT);
        main.addOverrideProperty(sink + "accessToken", StandIn.DEFAULT_TOKEN);
        main.addOverrideProperty(sink + "baseUrl", arguments[0]);
        main.addOverrideProperty("camel.kamelet.segment-webhook-source.sharedSecret", "secret");
        main.addOverrideProperty("camel.kamelet.segment-webhook-source.maxAge", "0");
        main.addOverrideProperty("camel.kamelet.segment-webhook-source.rejectedFolder", "");
        main.addOverrideProperty("segment.http.rejected", "");
        main.addOverrideProperty("camel.server.enabled", "true");
        main.addOverrideProperty("camel.server.host", "127.0.0.1");
        main.addOverrideProperty("camel.server.port", "0");
        main.start();
        System.out.println(PORT
                + main.getCamelContext()
                        .getComponent("platform-http", PlatformHttpComponent.class)
                        .getEngine()
                        .getServerPort());
        System.out.flush();
        System.in.read(); // until the parent ends
        main.stop();
    }
}
