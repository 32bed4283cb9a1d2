package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every Kamelet keeps the catalog's rules and the schema of its custom resource. */
class KameletRulesTest {

    private static final Path KAMELETS = Path.of("kamelets");
    private static final String SINK = "launchdarkly-audience-sink.kamelet.yaml";

    static List<Path> kamelets() throws IOException {
        try (Stream<Path> files = Files.list(KAMELETS)) {
            return files.filter(file -> file.toString().endsWith(".kamelet.yaml"))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void keepsTheCatalogsRules(Path kamelet) throws IOException {
        assertThat(KameletRules.check(kamelet.getFileName().toString(), Yaml.read(kamelet)))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void keepsTheSchemaOfItsCustomResource(Path kamelet) throws IOException {
        assertThat(CustomResource.schema("kamelets").validate(Yaml.read(kamelet)))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void asksForThisVersion(Path kamelet) throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        String version = pom.replaceAll("(?s).*?<version>([^<]+)</version>.*", "$1");
        JsonNode yaml = Yaml.read(kamelet);
        assertThat(yaml.at("/spec/dependencies").toString())
                .contains("mvn:io.github.camel-audience:camel-launchdarkly-audience:" + version + "\"");
        assertThat(yaml.at("/metadata/annotations")
                        .path("camel.apache.org/catalog.version")
                        .asText())
                .isEqualTo(version);
    }

    @Test
    void titlesAndDescriptionsAreUnique() throws IOException {
        for (String text : List.of("title", "description")) {
            List<String> texts = new ArrayList<>();
            for (Path kamelet : kamelets()) {
                texts.add(Yaml.read(kamelet).at("/spec/definition").path(text).asText());
            }
            assertThat(texts).hasSizeGreaterThan(1).doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            name: launchdarkly-audience-sink       | name: launchdarkly-audience-snik     | file is not named after the Kamelet
            title: Access Token                    | title: The access token              | accessToken: title starts with an article
            - accessToken                          | - apiToken                           | required but not defined: apiToken
            - urn:camel:group:credentials          | - urn:camel:group:other              | accessToken is a password without the descriptor
            dryRun: "{{dryRun}}"                   | dryRun: "{{dryRum}}"                 | used but not declared: [dryRum]
            uri: "kamelet:source"                  | uri: "direct:source"                 | template lacks kamelet:source
            - "camel:core"                         | - "org.apache.camel:core"            | dependency of an unknown kind
            """)
    void findsPlantedFaults(String good, String bad, String finding) throws IOException {
        String yaml = Files.readString(KAMELETS.resolve(SINK));
        assertThat(yaml).contains(good);
        assertThat(KameletRules.check(SINK, Yaml.parse(yaml.replace(good, bad))))
                .anyMatch(found -> found.startsWith(finding));
    }

    @Test
    void schemaFindsAMisspeltMember() throws IOException {
        String yaml = Files.readString(KAMELETS.resolve(SINK)).replace("  definition:", "  definitions:");
        assertThat(CustomResource.schema("kamelets").validate(Yaml.parse(yaml))).isNotEmpty();
    }
}
