package io.github.camelaudience.launchdarkly.core.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Undefined members of objects that a mapping made. */
final class Undefined {

    private Undefined() {}

    /** The same value without them; in an array, undefined becomes null. */
    static JsonNode removed(JsonNode value, Budget budget, String path) throws MappingFailedException {
        budget.step(path);
        if (value.isObject()) {
            ObjectNode result = Expression.NODES.objectNode();
            for (Map.Entry<String, JsonNode> member : value.properties()) {
                if (!member.getValue().isMissingNode()) {
                    result.set(member.getKey(), removed(member.getValue(), budget, path));
                }
            }
            return result;
        }
        if (value.isArray()) {
            ArrayNode result = Expression.NODES.arrayNode(value.size());
            for (JsonNode element : value) {
                result.add(element.isMissingNode() ? null : removed(element, budget, path));
            }
            return result;
        }
        return value;
    }
}
