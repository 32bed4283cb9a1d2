package io.github.camelaudience.launchdarkly.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds an option of the component, as its generated catalog has it.
 *
 * @param name         in camel case
 * @param type         {@code string}, {@code enum}, {@code integer}, {@code boolean}, {@code duration} or {@code object}
 * @param defaultValue as text, or {@code null}
 * @param values       those that an {@code enum} takes; else empty
 * @param description  one or more sentences
 * @param displayName  for people
 * @param group        of options that belong together
 * @param isAdvanced   whether hardly anybody sets it
 * @param isSecret     whether it must not be shown
 */
record CatalogOption(
        String name,
        String type,
        String defaultValue,
        List<String> values,
        String description,
        String displayName,
        String group,
        boolean isAdvanced,
        boolean isSecret) {

    private static final String CATALOG = "/META-INF/io/github/camelaudience/launchdarkly/launchdarkly-audience.json";

    /** Reads the catalog that the component's build generates. */
    static List<CatalogOption> all() {
        try (InputStream json = CatalogOption.class.getResourceAsStream(CATALOG)) {
            if (json == null) {
                throw new IllegalStateException("the plugin is not whole: " + CATALOG + " is missing");
            }
            List<CatalogOption> options = new ArrayList<>();
            JsonMapper.builder()
                    .build()
                    .readTree(json)
                    .get("properties")
                    .properties()
                    .forEach(option -> options.add(of(option.getKey(), option.getValue())));
            return List.copyOf(options);
        } catch (IOException e) {
            throw new UncheckedIOException("the catalog of options cannot be read", e);
        }
    }

    private static CatalogOption of(String name, JsonNode json) {
        List<String> values = new ArrayList<>();
        json.path("enum").forEach(value -> values.add(value.asText()));
        JsonNode defaultValue = json.path("defaultValue");
        return new CatalogOption(
                name,
                json.path("type").asText(),
                defaultValue.isMissingNode() ? null : defaultValue.asText(),
                List.copyOf(values),
                json.path("description").asText(),
                json.path("displayName").asText(),
                json.path("group").asText(),
                json.path("label").asText().contains("advanced"),
                json.path("secret").asBoolean());
    }
}
