package io.github.camelaudience.launchdarkly.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The metadata from which editors complete application.properties is written from the catalog: {@code -Ddocs.write=true}. */
@Tag("catalog")
class SpringMetadataDocTest {

    private static final Path GENERATED = Path.of("src/generated/resources/META-INF");
    private static final Path METADATA = GENERATED.resolve("spring-configuration-metadata.json");
    private static final Path CATALOG =
            GENERATED.resolve("io/github/camelaudience/launchdarkly/launchdarkly-audience.json");
    private static final String COMPONENT = LaunchDarklyAudienceAutoConfiguration.PREFIX;

    private static final Map<String, String> BOXES = Map.of(
            "boolean", "java.lang.Boolean",
            "int", "java.lang.Integer",
            "long", "java.lang.Long",
            "double", "java.lang.Double");

    private final JsonMapper mapper = JsonMapper.builder().build();

    @Test
    void isTheCatalog() throws IOException {
        DefaultPrettyPrinter lines = new DefaultPrettyPrinter()
                .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                .withArrayIndenter(new DefaultIndenter("  ", "\n"));
        String expected = mapper.writer(lines).writeValueAsString(metadata()).replace("\" : ", "\": ") + "\n";
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(METADATA, expected);
        }
        assertThat(METADATA).content().isEqualTo(expected);
    }

    private JsonNode metadata() throws IOException {
        ObjectNode metadata = mapper.createObjectNode();
        metadata.putArray("groups").addObject().put("name", COMPONENT);
        ArrayNode properties = metadata.putArray("properties");
        ArrayNode hints = metadata.putArray("hints");
        Set<Map.Entry<String, JsonNode>> options =
                mapper.readTree(CATALOG.toFile()).get("componentProperties").properties();
        for (Map.Entry<String, JsonNode> option : options) {
            // an object of ours, which no property can set
            if (!option.getKey().equals("configuration")) {
                add(option.getKey(), option.getValue(), properties, hints);
            }
        }
        return metadata;
    }

    private static void add(String option, JsonNode described, ArrayNode properties, ArrayNode hints) {
        String name = COMPONENT + "." + option.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        ObjectNode property = properties
                .addObject()
                .put("name", name)
                .put("type", type(described))
                .put("description", described.get("description").asText());
        if (described.has("defaultValue")) {
            property.set("defaultValue", described.get("defaultValue"));
        }
        // of an enum of ours an editor knows the values by its type
        if (described.has("enum") && type(described).equals("java.lang.String")) {
            ArrayNode values = hints.addObject().put("name", name).putArray("values");
            described.get("enum").forEach(value -> values.addObject().set("value", value));
        }
    }

    private static String type(JsonNode option) {
        String type = option.get("javaType").asText().replaceAll("<.*>", "");
        return option.get("type").asText().equals("duration") ? "java.time.Duration" : BOXES.getOrDefault(type, type);
    }
}
