package io.github.camelaudience.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.launchdarkly.host.FailedStart;
import io.github.camelaudience.standin.StandIn;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server looks at when it starts, and what it says. */
class ServerStartTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final StandIn launchDarkly = StandIn.start();
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger root = (Logger) LogManager.getRootLogger();
    private final AbstractAppender appender = new AbstractAppender("seen", null, null, true, Property.EMPTY_ARRAY) {
        @Override
        public void append(LogEvent event) {
            lines.add(event.getMessage().getFormattedMessage() + " " + event.getThrown());
        }
    };

    @BeforeEach
    void listen() {
        appender.start();
        root.addAppender(appender);
        root.setLevel(Level.INFO);
    }

    @AfterEach
    void stop() {
        root.removeAppender(appender);
        launchDarkly.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "management"})
    void aTakenPortStopsTheStart(String which) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Running server = Running.with(launchDarkly, "camel." + which + ".port=" + taken.getLocalPort())) {
            assertThatThrownBy(server::start).satisfies(thrown -> assertThat(FailedStart.sentence(thrown))
                    .startsWith("port " + taken.getLocalPort() + " of 127.0.0.1 cannot be had")
                    .contains("camel." + which + ".port"));
        }
    }

    @Test
    void anUnknownParameterOfAKameletStopsTheStart() throws Exception {
        try (Running server = Running.with(
                launchDarkly,
                "camel.main.routes-include-pattern=" + Running.routes("segment-http-to-launchdarkly"),
                "camel.kamelet.launchdarkly-audience-sink.contextKye=email_only")) {
            assertThatThrownBy(server::start).satisfies(thrown -> assertThat(FailedStart.sentence(thrown))
                    .contains("contextKye", "probably contextKey"));
        }
    }

    @Test
    void noSecretIsInTheLogOfTheStart() throws Exception {
        String token = "api-c4n4ry-0000-4000-8000-000000000001";
        try (StandIn withToken = StandIn.builder().token(token).start();
                Running server = Running.with(
                        withToken,
                        "camel.main.routes-include-pattern="
                                + Running.routes(
                                        "segment-http-to-launchdarkly",
                                        "segment-webhook-to-launchdarkly",
                                        "segment-tracking-api-to-launchdarkly",
                                        "segment-pubsub-to-launchdarkly"),
                        "segment.data=" + folder,
                        "camel.kamelet.segment-webhook-source.sharedSecret=c4n4ry-shared-secret",
                        "camel.kamelet.segment-webhook-source.previousSharedSecret=c4n4ry-previous-secret",
                        "segment.tracking.writeKeys=c4n4ry-write-key",
                        "segment.pubsub.token=c4n4ry-pubsub-token")) {
            server.start();
            assertThat(lines).anyMatch(line -> line.contains("sharedSecret"));
            assertThat(lines).anyMatch(line -> line.contains("segment.pubsub.token"));
            assertThat(lines).noneMatch(line -> line.contains("c4n4ry"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
    void openRoutesAreOffBeyondLoopbackUnlessSwitchedOn(String host) {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            Properties given = new Properties();
            given.setProperty("camel.server.host", host);
            given.setProperty("segment.explain.enabled", "true");
            context.getPropertiesComponent().setInitialProperties(given);
            OpenRoutes.decide(context);
            assertThat(context.resolvePropertyPlaceholders("{{segment.http.enabled:true}}"))
                    .isEqualTo("false");
            assertThat(context.resolvePropertyPlaceholders("{{segment.explain.enabled:true}}"))
                    .isEqualTo("true");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "localhost"})
    void openRoutesAreOnOnLoopback(String host) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getPropertiesComponent().addInitialProperty("camel.server.host", host);
            OpenRoutes.decide(context);
            assertThat(context.resolvePropertyPlaceholders("{{segment.http.enabled:true}}"))
                    .isEqualTo("true");
        }
    }

    @Test
    void aCopiedRouteIsReadOnceAndAKameletsRouteIsLeftForTheRestart() throws Exception {
        Path routes = Files.createDirectory(folder.resolve("routes"));
        String file = "segment-webhook-to-launchdarkly.camel.yaml";
        try (Running server = Running.with(
                launchDarkly,
                "camel.main.routes-include-pattern=file:" + routes + "/*.camel.yaml",
                "camel.main.routes-reload-enabled=true",
                "camel.main.routes-reload-directory=" + routes,
                "camel.kamelet.segment-webhook-source.sharedSecret=a-secret-of-this-test")) {
            server.start();
            assertThat(server.get("/segment/webhook").statusCode()).isEqualTo(404);
            // as cp does it: made first, written then, in pieces
            String text = Files.readString(Path.of("../../routes", file));
            try (var out = Files.newBufferedWriter(routes.resolve(file))) {
                out.flush();
                out.write(text, 0, text.length() / 2);
                out.flush();
                out.write(text, text.length() / 2, text.length() - text.length() / 2);
            }
            await().atMost(PATIENCE).until(() -> server.get("/segment/webhook").statusCode() == 405);
            Files.writeString(routes.resolve(file), text);
            Files.writeString(routes.resolve(file), text + "# another\n");
            await().atMost(PATIENCE)
                    .until(() -> lines.stream().anyMatch(line -> line.startsWith(file + " has changed: restart")));
            assertThat(lines.stream().filter(line -> line.startsWith("Read " + file)))
                    .hasSize(1);
            assertThat(server.get("/segment/webhook").statusCode()).isEqualTo(405);
        }
    }
}
