package io.github.camelaudience.server;

import io.github.camelaudience.standin.StandIn;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;

/** The server in this process, as its configuration makes it, with routes of a test. */
public final class Running implements AutoCloseable {

    private static final Path MODULE = Path.of("").toAbsolutePath();

    final Main main = AudienceServer.prepared(new Main());
    /** Where routes listen. */
    public final int port;

    /** Where health, metrics and the operator's page are. */
    public final int managementPort;

    private final HttpClient client = HttpClient.newHttpClient();

    private Running(StandIn launchDarkly, String... properties) throws IOException {
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = one.getLocalPort();
            managementPort = other.getLocalPort();
            set("camel.management.port=" + managementPort);
        }
        main.setPropertyPlaceholderLocations("file:" + MODULE.resolve("src/main/conf/application.properties") + ",file:"
                + MODULE.resolve("../../routes/application.properties"));
        set("camel.server.port=" + port);
        set(ServerLedger.FOLDER + "="); // in memory, unless a test says otherwise
        set("camel.main.routes-reload-enabled=false");
        set("camel.main.routes-include-pattern=file:" + MODULE + "/src/main/conf/*.camel.yaml");
        set("camel.kamelet.launchdarkly-audience-sink.clientSideId=" + launchDarkly.environment());
        set("camel.kamelet.segment-audience-explain-action.clientSideId=" + launchDarkly.environment());
        set("camel.kamelet.launchdarkly-audience-sink.accessToken=" + launchDarkly.token());
        set("camel.kamelet.launchdarkly-audience-sink.baseUrl=" + launchDarkly.url());
        for (String property : properties) {
            set(property);
        }
    }

    /** Makes one that is not started, with properties in place of those of the files, each as {@code name=value}. */
    public static Running with(StandIn launchDarkly, String... properties) throws IOException {
        return new Running(launchDarkly, properties);
    }

    /** The files of {@code routes/} as a pattern of Camel's. */
    public static String routes(String... names) {
        StringBuilder pattern = new StringBuilder();
        for (String name : names) {
            pattern.append(pattern.isEmpty() ? "file:" : ",file:")
                    .append(MODULE.resolve("../../routes/" + name + ".camel.yaml")
                            .normalize());
        }
        return pattern.toString();
    }

    private void set(String property) {
        int equals = property.indexOf('=');
        main.addOverrideProperty(property.substring(0, equals), property.substring(equals + 1));
    }

    /** Starts it. */
    public Running start() {
        main.start();
        return this;
    }

    /** Gives what runs. */
    public CamelContext context() {
        return main.getCamelContext();
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return get(port, path);
    }

    HttpResponse<String> manage(String path) throws IOException, InterruptedException {
        return get(managementPort, path);
    }

    private HttpResponse<String> get(int of, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + of + path))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        main.stop();
    }
}
