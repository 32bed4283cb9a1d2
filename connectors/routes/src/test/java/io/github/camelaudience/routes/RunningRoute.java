package io.github.camelaudience.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.standin.StandIn;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;

/**
 * Files of this repository's routes/ in a Camel Main of their own, with the properties that are shipped with them, in
 * front of a stand-in LaunchDarkly.
 */
final class RunningRoute implements AutoCloseable {

    static final Path REPOSITORY = Path.of("../..").toAbsolutePath().normalize();

    private static final String SINK = "camel.kamelet.launchdarkly-audience-sink.";

    private final Main main = new Main();

    private RunningRoute(StandIn launchDarkly, String... names) {
        Path routes = REPOSITORY.resolve("routes");
        main.setPropertyPlaceholderLocations("file:" + routes.resolve("application.properties"));
        StringBuilder files = new StringBuilder();
        for (String name : names) {
            files.append(files.isEmpty() ? "" : ",").append("file:").append(routes.resolve(name + ".camel.yaml"));
        }
        with("camel.main.routes-include-pattern", files.toString());
        with("camel.main.shutdown-timeout", "10");
        with(SINK + "clientSideId", launchDarkly.environment());
        with(SINK + "accessToken", launchDarkly.token());
        with(SINK + "baseUrl", launchDarkly.url());
    }

    /** Routes by the names of their files, without {@code .camel.yaml}; not started yet. */
    static RunningRoute of(StandIn launchDarkly, String... names) {
        return new RunningRoute(launchDarkly, names);
    }

    /** A property that wins over the shipped one. */
    RunningRoute with(String property, String value) {
        main.addOverrideProperty(property, value);
        return this;
    }

    RunningRoute bind(String name, Object bean) {
        main.bind(name, bean);
        return this;
    }

    RunningRoute start() throws Exception {
        try {
            main.start();
            return this;
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    CamelContext context() {
        return main.getCamelContext();
    }

    @Override
    public void close() {
        main.stop();
    }

    /** By audience, who is in it at LaunchDarkly. */
    static Map<String, Set<String>> members(StandIn launchDarkly, Set<String> cohorts) {
        Map<String, Set<String>> members = new TreeMap<>();
        cohorts.forEach(cohort -> members.put(cohort, launchDarkly.members(cohort)));
        return members;
    }

    /** Waits until LaunchDarkly has the membership that a sample must end in. */
    static void awaitMembers(StandIn launchDarkly, Sample sample, Duration atMost) {
        await().atMost(atMost).pollInterval(Duration.ofMillis(100)).untilAsserted(() -> assertThat(
                        members(launchDarkly, sample.members().keySet()))
                .isEqualTo(sample.members()));
    }
}
