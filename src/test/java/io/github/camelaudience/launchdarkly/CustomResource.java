package io.github.camelaudience.launchdarkly;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The custom resources of Camel K, by the schemas that it ships. */
final class CustomResource {

    private CustomResource() {}

    /** The schema of version v1 of a resource, named by its plural. */
    static JsonSchema schema(String plural) throws IOException {
        String file = "camel.apache.org_" + plural + ".yaml";
        try (InputStream in = CustomResource.class.getClassLoader().getResourceAsStream(file)) {
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
        node.forEach(CustomResource::strict);
        return node;
    }
}
