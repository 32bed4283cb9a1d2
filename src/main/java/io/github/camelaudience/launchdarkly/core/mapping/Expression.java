package io.github.camelaudience.launchdarkly.core.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelaudience.launchdarkly.core.json.JsonPath;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A value of a mapping, compiled. Immutable.
 *
 * <p>"Undefined", which is not the same as null, is a missing node: at the top, and as a member of objects that a
 * mapping makes. Nobody changes a node once it is made, so results may share parts of the message.
 */
interface Expression {

    JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);

    JsonNode evaluate(Evaluation scope) throws MappingFailedException;

    /** The paths that are read from the message itself; the root when that cannot be told beforehand. */
    Stream<JsonPath> reads();

    /** Stands for itself. */
    record Literal(JsonNode value) implements Expression {
        @Override
        public JsonNode evaluate(Evaluation scope) {
            return value;
        }

        @Override
        public Stream<JsonPath> reads() {
            return Stream.empty();
        }
    }

    /** An object with at least one member that is no literal. */
    record ObjectOf(Map<String, Expression> members, String path) implements Expression {
        @Override
        public JsonNode evaluate(Evaluation scope) throws MappingFailedException {
            ObjectNode result = NODES.objectNode();
            for (Map.Entry<String, Expression> member : members.entrySet()) {
                scope.budget().step(path);
                result.set(member.getKey(), member.getValue().evaluate(scope));
            }
            return result;
        }

        @Override
        public Stream<JsonPath> reads() {
            return members.values().stream().flatMap(Expression::reads);
        }
    }

    /** An array with at least one element that is no literal. */
    record ArrayOf(List<Expression> elements, String path) implements Expression {
        @Override
        public JsonNode evaluate(Evaluation scope) throws MappingFailedException {
            ArrayNode result = NODES.arrayNode(elements.size());
            for (Expression element : elements) {
                scope.budget().step(path);
                result.add(element.evaluate(scope));
            }
            return result;
        }

        @Override
        public Stream<JsonPath> reads() {
            return elements.stream().flatMap(Expression::reads);
        }
    }
}
