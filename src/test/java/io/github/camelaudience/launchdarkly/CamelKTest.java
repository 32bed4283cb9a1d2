package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * kamelets/pipes: the Pipes keep the schema of their custom resource, and the Integrations carry the files of routes/ with
 * their properties. {@code -Ddocs.write=true} writes the Integrations.
 */
class CamelKTest {

    private static final Path PIPES = Path.of("kamelets/pipes");

    /** The routes that are more than a source and a sink, and what they need. */
    private static final Map<String, List<String>> INTEGRATIONS = new TreeMap<>(Map.of(
            "segment-kafka-to-launchdarkly", List.of("camel:kafka"),
            "segment-sqs-to-launchdarkly", List.of("camel:aws2-sqs", "camel:direct"),
            "segment-jms-to-launchdarkly",
                    List.of("camel:jms", "camel:direct", "mvn:org.apache.activemq:artemis-jakarta-client:2.42.0")));

    static List<Path> pipes() throws IOException {
        return files(".pipe.yaml");
    }

    static List<Path> integrations() throws IOException {
        return files("-integration.yaml");
    }

    private static List<Path> files(String ending) throws IOException {
        try (Stream<Path> files = Files.list(PIPES)) {
            return files.filter(file -> file.toString().endsWith(ending)).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pipes")
    void pipesKeepTheSchema(Path pipe) throws IOException {
        assertThat(CustomResource.schema("pipes").validate(Yaml.read(pipe))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("integrations")
    void integrationsKeepTheSchema(Path integration) throws IOException {
        assertThat(CustomResource.schema("integrations").validate(Yaml.read(integration)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sink:=snik:", "ref:=reff:", "steps:=stepps:"})
    void schemaFindsMisspeltMembers(String change) throws IOException {
        String[] word = change.split("=", 2);
        String pipe = """
                apiVersion: camel.apache.org/v1
                kind: Pipe
                metadata: {name: p}
                spec:
                  source:
                    ref: {kind: Kamelet, apiVersion: camel.apache.org/v1, name: a-source}
                  steps: []
                  sink:
                    ref: {kind: Kamelet, apiVersion: camel.apache.org/v1, name: a-sink}
                """;
        assertThat(CustomResource.schema("pipes").validate(Yaml.parse(pipe))).isEmpty();
        assertThat(CustomResource.schema("pipes").validate(Yaml.parse(pipe.replace(word[0], word[1]))))
                .isNotEmpty();
    }

    @Test
    void integrationsCarryTheirRoutes() throws IOException {
        for (Map.Entry<String, List<String>> each : INTEGRATIONS.entrySet()) {
            Path route = Path.of("routes", each.getKey() + ".camel.yaml");
            Path file = PIPES.resolve(each.getKey() + "-integration.yaml");
            String expected = integration(each.getKey(), each.getValue(), Files.readString(route));
            if (Boolean.getBoolean("docs.write")) {
                Files.writeString(file, expected);
            }
            assertThat(file).content().isEqualTo(expected);
        }
    }

    private static String integration(String name, List<String> dependencies, String route) throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        String version = pom.replaceAll("(?s).*?<version>([^<]+)</version>.*", "$1");
        return "# routes/" + name
                + ".camel.yaml for Camel K: docs/sources/camel-k.md. Change the properties to yours.\n"
                + "apiVersion: camel.apache.org/v1\n"
                + "kind: Integration\n"
                + "metadata:\n"
                + "  name: " + name + "\n"
                + "spec:\n"
                + "  dependencies:\n"
                + lines("    - ", dependencies.stream())
                + "    - mvn:io.github.camel-audience:camel-launchdarkly-audience:" + version + "\n"
                + "  traits:\n"
                + "    mount:\n"
                + "      configs:\n"
                + "        - secret:launchdarkly-audience\n"
                + "    camel:\n"
                + "      properties:\n"
                + lines("        - ", propertiesOf(name).stream())
                + "  flows:\n"
                + lines("    ", route.lines());
    }

    private static String lines(String before, Stream<String> lines) {
        return lines.map(line -> (before + line).stripTrailing() + "\n").collect(Collectors.joining());
    }

    /** The lines of the route's block in the shipped properties that are no comments. */
    private static List<String> propertiesOf(String name) throws IOException {
        List<String> block = Files.readAllLines(Path.of("routes/application.properties")).stream()
                .dropWhile(line -> !line.startsWith("# " + name))
                .takeWhile(line -> !line.isBlank())
                .filter(line -> !line.startsWith("#"))
                .toList();
        assertThat(block).as(name).isNotEmpty();
        return block;
    }
}
