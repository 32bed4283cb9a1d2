package io.github.camelaudience.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.standin.StandIn;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainConfigurationProperties;

/**
 * Files of this repository's routes/ in a Camel Main of their own, with the properties that are shipped with them, in
 * front of a stand-in LaunchDarkly. Unlike {@code CamelMainTestSupport}, which is for one context that has started before
 * the test begins ({@link FolderExamplesTest}), it can be started later, fail to start, be stopped, and run beside others.
 */
final class RunningRoute implements AutoCloseable {

    static final Path REPOSITORY = Path.of("../..").toAbsolutePath().normalize();
    static final Path EXAMPLES = Path.of("src/test/resources/examples");

    private static final String SINK = "camel.kamelet.launchdarkly-audience-sink.";

    private final Main main = new Main();

    private RunningRoute(StandIn launchDarkly, List<Path> files) {
        main.setPropertyPlaceholderLocations("file:" + REPOSITORY.resolve("routes/application.properties"));
        if (!files.isEmpty()) {
            with(
                    "camel.main.routes-include-pattern",
                    files.stream().map(file -> "file:" + file).collect(Collectors.joining(",")));
        }
        with("camel.main.shutdown-timeout", "10");
        with(SINK + "clientSideId", launchDarkly.environment());
        with(SINK + "accessToken", launchDarkly.token());
        with(SINK + "baseUrl", launchDarkly.url());
        with("camel.kamelet.segment-webhook-source.maxAge", "0"); // the messages of the tests are of one day for ever
        with("camel.kamelet.segment-webhook-source.rejectedFolder", "");
        with("segment.http.rejected", "");
        with("segment.tracking.rejected", "");
    }

    /** Routes by the names of their files, without {@code .camel.yaml}; not started yet. */
    static RunningRoute of(StandIn launchDarkly, String... names) {
        return new RunningRoute(
                launchDarkly,
                Stream.of(names)
                        .map(name -> REPOSITORY.resolve("routes").resolve(name + ".camel.yaml"))
                        .toList());
    }

    /** Any file that Camel reads as routes, such as a Pipe; not started yet. */
    static RunningRoute file(StandIn launchDarkly, Path file) {
        return new RunningRoute(launchDarkly, List.of(file));
    }

    /** An example of the documentation, by the name of its file: YAML, XML, or a Java class; not started yet. */
    static RunningRoute example(StandIn launchDarkly, String file) throws Exception {
        RunningRoute route = new RunningRoute(launchDarkly, List.of());
        addExample(route.main.configure(), file);
        return route;
    }

    /** Gives an example to a Camel Main. */
    static void addExample(MainConfigurationProperties main, String file) throws Exception {
        Path path = EXAMPLES.resolve(file);
        if (!file.endsWith(".java")) {
            main.withRoutesIncludePattern("file:" + path);
            return;
        }
        Path classes = Files.createTempDirectory(Path.of("target"), "example");
        int result = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", classes.toString(), "-proc:none", path.toString());
        assertThat(result).as("compiles").isZero();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            main.addRoutesBuilder((RoutesBuilder) loader.loadClass(file.substring(0, file.length() - ".java".length()))
                    .getDeclaredConstructor()
                    .newInstance());
        }
    }

    /** A property that wins over the shipped one. */
    RunningRoute with(String property, String value) {
        main.addOverrideProperty(property, value);
        return this;
    }

    /** A route of the test's own, beside the files. */
    RunningRoute with(RoutesBuilder route) {
        main.configure().addRoutesBuilder(route);
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
