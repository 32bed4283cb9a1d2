package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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
        assertThat(schema().validate(Yaml.read(kamelet))).isEmpty();
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
        assertThat(schema().validate(Yaml.parse(yaml))).isNotEmpty();
    }

    private static JsonSchema schema() throws IOException {
        try (InputStream in =
                KameletRulesTest.class.getClassLoader().getResourceAsStream("camel.apache.org_kamelets.yaml")) {
            JsonNode crd = Yaml.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            for (JsonNode version : crd.at("/spec/versions")) {
                if (version.path("name").asText().equals("v1")) {
                    ObjectNode schema = (ObjectNode) strict(version.at("/schema/openAPIV3Schema"));
                    schema.withObject("/properties")
                            .set(
                                    "metadata",
                                    new ObjectMapper().createObjectNode().put("type", "object"));
                    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4)
                            .getSchema(schema);
                }
            }
            throw new AssertionError("no version v1");
        }
    }

    /** As {@code kubectl --validate=strict} reads it: a member that is not declared is an error. */
    private static JsonNode strict(JsonNode node) {
        if (node instanceof ObjectNode object) {
            if (object.path("properties").isObject()
                    && !object.has("additionalProperties")
                    && !object.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
                object.put("additionalProperties", false);
            }
            if (object.path("x-kubernetes-int-or-string").asBoolean()) {
                object.remove("type");
            }
            object.remove(List.of("x-kubernetes-preserve-unknown-fields", "x-kubernetes-int-or-string"));
        }
        node.forEach(KameletRulesTest::strict);
        return node;
    }
}
