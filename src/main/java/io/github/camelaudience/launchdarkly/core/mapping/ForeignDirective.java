package io.github.camelaudience.launchdarkly.core.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.camelaudience.launchdarkly.core.json.JsonPath;
import java.util.List;
import java.util.stream.Stream;

/** {@code @camel}: an expression in a language of the host, {@code {"language": "jsonpath", "expression": "$.userId"}}. */
final class ForeignDirective {

    private ForeignDirective() {}

    static Expression camel(JsonNode operand, String path, Compilation compilation) {
        if (!compilation.isObject(operand, path)) {
            return compilation.value(MissingNode.getInstance(), path);
        }
        JsonNode language = operand.path("language");
        JsonNode expression = operand.path("expression");
        if (!language.isTextual() || !expression.isTextual() || operand.size() != 2) {
            return compilation.mistake(path, "expected \"language\" and \"expression\", both texts, and nothing else");
        }
        try {
            return new Foreign(compilation.languages().compile(language.textValue(), expression.textValue()), path);
        } catch (IllegalArgumentException e) {
            return compilation.mistake(path, e.getMessage());
        }
    }

    /** Sees the whole message, after the root transform if there is one. */
    record Foreign(ExpressionLanguages.Evaluation evaluation, String path) implements Expression {
        @Override
        public JsonNode evaluate(Evaluation scope) throws MappingFailedException {
            scope.budget().step(path);
            JsonNode message = Undefined.removed(scope.payload(), scope.budget(), path);
            try {
                JsonNode value = evaluation.on(message);
                return value.isTextual() ? NODES.textNode(Budget.text(value.textValue(), path)) : value;
            } catch (RuntimeException e) {
                throw new MappingFailedException(path, "the expression failed on this message");
            }
        }

        @Override
        public Stream<JsonPath> reads() {
            return Stream.of(new JsonPath(List.of()));
        }
    }
}
