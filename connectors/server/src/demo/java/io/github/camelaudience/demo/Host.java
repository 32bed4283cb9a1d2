package io.github.camelaudience.demo;

import io.github.camelaudience.server.AudienceServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.main.Main;

/** The integration server as it is shipped, with this repository's routes, in this process. */
final class Host implements AutoCloseable {

    private static final int USUAL_PORT = 8080;
    private static final int USUAL_MANAGEMENT_PORT = 9876;

    private final Main main = AudienceServer.prepared(new Main());
    private final int port;
    private final int managementPort;
    private final DemoOptions options;
    private final Path folder;

    private Host(DemoOptions options, Target target, OutcomeCollector outcomes) throws IOException {
        if (options.usualPorts()) {
            port = Ports.usualOrFree(USUAL_PORT);
            managementPort = Ports.usualOrFree(USUAL_MANAGEMENT_PORT);
        } else {
            List<Integer> free = Ports.free(2);
            port = free.get(0);
            managementPort = free.get(1);
        }
        this.options = options;
        folder = options.work().resolve("inbox");
        Files.createDirectories(folder);
        empty(folder);
        Path routes = options.repository().resolve("routes");
        main.setPropertyPlaceholderLocations(
                "file:" + options.repository().resolve("connectors/server/src/main/conf/application.properties")
                        + ",file:" + routes.resolve("application.properties"));
        override(
                "camel.main.routes-include-pattern",
                "file:" + routes.resolve("segment-http-to-launchdarkly.camel.yaml") + ",file:"
                        + routes.resolve("segment-audience-explain.camel.yaml") + ",file:"
                        + routes.resolve("segment-files-to-launchdarkly.camel.yaml"));
        override("camel.main.routes-reload-directory", routes.toString());
        override("camel.server.port", Integer.toString(port));
        override("camel.management.port", Integer.toString(managementPort));
        override("segment.folder", folder.toString());
        override("ledger.folder", ""); // each demo begins with nothing
        override("ledger.jdbc.url", ""); // and writes into nobody's database
        override(
                "segment.http.rejected", options.work().resolve("rejected-http").toString());
        override("camel.kamelet.segment-audience-explain-action.clientSideId", target.clientSideId());
        override("camel.kamelet.launchdarkly-audience-sink.clientSideId", target.clientSideId());
        override("camel.kamelet.launchdarkly-audience-sink.accessToken", target.accessToken());
        if (target.live()) {
            override("camel.kamelet.launchdarkly-audience-sink.verifyOnStart", "true");
        } else {
            override("camel.kamelet.launchdarkly-audience-sink.verifyOnStart", "false");
            override(
                    "camel.kamelet.launchdarkly-audience-sink.baseUrl",
                    target.standIn().url());
        }
        main.bind("outcomes", outcomes);
    }

    /** Starts with properties in place of those of the files, each as {@code name=value}. */
    static Host start(DemoOptions options, Target target, OutcomeCollector outcomes, String... properties)
            throws Exception {
        Host host = new Host(options, target, outcomes);
        for (String property : properties) {
            String[] parts = property.split("=", 2);
            host.override(parts[0], parts[1]);
        }
        try {
            host.main.start();
            return host;
        } catch (Exception e) {
            host.close();
            throw e;
        }
    }

    private void override(String name, String value) {
        main.addOverrideProperty(name, value);
    }

    String url() {
        return "http://127.0.0.1:" + port + "/segment";
    }

    /** Says which of its usual ports could not be had. */
    Stream<String> taken() {
        return Stream.concat(
                Ports.taken("the routes listen", USUAL_PORT, url()),
                Ports.taken("health and metrics are", USUAL_MANAGEMENT_PORT, healthUrl()));
    }

    /** The folder that is watched. */
    Path folder() {
        return folder;
    }

    /** The folder as seen from the repository, where the demo's command is typed. */
    String inbox() {
        return folder.startsWith(options.repository())
                ? options.repository().relativize(folder).toString()
                : folder.toString();
    }

    /** Files that an earlier run left. */
    private static void empty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
    }

    String healthUrl() {
        return "http://127.0.0.1:" + managementPort + "/observe/health";
    }

    String operatorUrl() {
        return "http://127.0.0.1:" + managementPort + "/operator";
    }

    String metricsUrl() {
        return "http://127.0.0.1:" + managementPort + "/observe/metrics";
    }

    @Override
    public void close() {
        main.stop();
    }
}
