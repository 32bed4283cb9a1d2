package io.github.camelaudience.launchdarkly.core.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelaudience.launchdarkly.core.json.JsonPath;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Directives that make objects: {@code @flatten}, {@code @merge}, {@code @transform}. */
final class ObjectDirectives {

    /** The member that wraps a whole mapping in one directive. */
    static final String ROOT = "__segment_internal_directive";

    private static final String TRANSFORM = "@transform";

    private ObjectDirectives() {}

    static Expression flatten(JsonNode operand, String path, Compilation compilation) {
        if (!compilation.isObject(operand, path)) {
            return compilation.value(MissingNode.getInstance(), path);
        }
        JsonNode separator = operand.path("separator");
        if (!separator.isTextual() || separator.textValue().isEmpty()) {
            compilation.mistake(path + ".separator", "expected a text that is not empty");
        }
        if (operand.path("value").isMissingNode()) {
            compilation.mistake(path + ".value", "expected a directive or an object but found nothing");
        }
        return new Flatten(
                compilation.value(operand.path("value"), path + ".value"),
                separator.asText(),
                ChoiceDirectives.isTruthy(operand.path("omitArrays")),
                path);
    }

    static Expression merge(JsonNode operand, String path, Compilation compilation) {
        if (!compilation.isObject(operand, path)) {
            return compilation.value(MissingNode.getInstance(), path);
        }
        String direction = operand.path("direction").asText();
        if (!direction.equals("left") && !direction.equals("right")) {
            compilation.mistake(path + ".direction", "expected \"left\" or \"right\"");
        }
        JsonNode objects = operand.path("objects");
        if (!objects.isArray()) {
            compilation.mistake(path + ".objects", "expected an array but found " + Compilation.kind(objects));
        }
        List<Expression> sources = new ArrayList<>();
        for (JsonNode object : objects.isArray() ? objects : MissingNode.getInstance()) {
            sources.add(compilation.objectLike(object, path + ".objects[" + sources.size() + "]"));
        }
        if (direction.equals("left")) {
            Collections.reverse(sources);
        }
        return new Merge(List.copyOf(sources), path);
    }

    static Expression transform(JsonNode operand, String path, Compilation compilation) {
        if (!compilation.isObject(operand, path)) {
            return compilation.value(MissingNode.getInstance(), path);
        }
        Expression apply = apply(operand, path, compilation);
        Expression mapping = compilation.objectLike(operand.path("mapping"), path + ".mapping");
        return new Transform(apply, mapping, path);
    }

    /** What a transform applies first; it may itself be wrapped by a root directive. */
    private static Expression apply(JsonNode operand, String path, Compilation compilation) {
        JsonNode apply = operand.path("apply");
        if (!apply.isObject() || !apply.has(ROOT)) {
            return compilation.objectLike(apply, path + ".apply");
        }
        ObjectNode fields = ((ObjectNode) apply.deepCopy()).without(ROOT);
        return new Transform(
                root(apply.get(ROOT), path + ".apply." + ROOT, compilation),
                compilation.value(fields, path + ".apply"),
                path);
    }

    /** What {@link #ROOT} applies to a message before any field is mapped (rule M16). */
    static Expression root(JsonNode root, String path, Compilation compilation) {
        if (!root.isObject()
                || root.size() != 1
                || !root.has(TRANSFORM)
                || !root.get(TRANSFORM).isObject()) {
            return compilation.mistake(path, "expected one @transform with \"apply\" and nothing beside it");
        }
        if (root.get(TRANSFORM).has("mapping")) {
            compilation.warn(path, "\"mapping\" is ignored: the fields beside it take its place");
        }
        return apply(root.get(TRANSFORM), path + "." + TRANSFORM, compilation);
    }

    /** Nested names joined; a scalar alone stands under the empty name. */
    record Flatten(Expression value, String separator, boolean omitArrays, String path) implements Expression {
        @Override
        public JsonNode evaluate(Evaluation scope) throws MappingFailedException {
            ObjectNode result = NODES.objectNode();
            flatten(value.evaluate(scope), "", result, scope.budget());
            return result;
        }

        private void flatten(JsonNode node, String prefix, ObjectNode result, Budget budget)
                throws MappingFailedException {
            budget.step(path);
            if (node.isObject()) {
                for (Map.Entry<String, JsonNode> member : node.properties()) {
                    flatten(member.getValue(), name(prefix, member.getKey(), budget), result, budget);
                }
            } else if (node.isArray() && !omitArrays) {
                for (int i = 0; i < node.size(); i++) {
                    flatten(node.get(i), name(prefix, Integer.toString(i), budget), result, budget);
                }
            } else {
                result.set(prefix, node);
            }
        }

        private String name(String prefix, String name, Budget budget) throws MappingFailedException {
            return prefix.isEmpty() ? name : budget.name(prefix + separator + name, path);
        }

        @Override
        public Stream<JsonPath> reads() {
            return value.reads();
        }
    }

    /** Later sources win, member by member; one that is no object adds nothing (rule M10). */
    record Merge(List<Expression> sources, String path) implements Expression {
        @Override
        public JsonNode evaluate(Evaluation scope) throws MappingFailedException {
            ObjectNode result = NODES.objectNode();
            for (Expression source : sources) {
                scope.budget().step(path);
                if (source.evaluate(scope) instanceof ObjectNode object) {
                    result.setAll(object);
                }
            }
            return result;
        }

        @Override
        public Stream<JsonPath> reads() {
            return sources.stream().flatMap(Expression::reads);
        }
    }

    /** Maps what another mapping makes of the message. */
    record Transform(Expression apply, Expression mapping, String path) implements Expression {
        @Override
        public JsonNode evaluate(Evaluation scope) throws MappingFailedException {
            JsonNode payload = Undefined.removed(apply.evaluate(scope), scope.budget(), path);
            return mapping.evaluate(scope.on(payload));
        }

        @Override
        public Stream<JsonPath> reads() {
            return apply.reads();
        }
    }
}
