package io.github.camelaudience.launchdarkly.core.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NumericNode;
import io.github.camelaudience.launchdarkly.core.json.JsonPath;
import java.math.BigDecimal;
import java.util.stream.Stream;

/** Directives that choose: {@code @if}, {@code @excludeWhenNull}. */
final class ChoiceDirectives {

    private ChoiceDirectives() {}

    /**
     * Segment's {@code @if}. An {@code exists} wins over a {@code blank} beside it, and {@code blank} asks, despite its
     * name, whether the value is <em>not</em> blank. An {@code else} that is a raw {@code false}, {@code 0}, {@code ""}
     * or {@code null} counts as none.
     */
    static Expression choose(JsonNode operand, String path, Compilation compilation) {
        if (!compilation.isObject(operand, path)) {
            return compilation.value(MissingNode.getInstance(), path);
        }
        JsonNode exists = operand.path("exists");
        JsonNode blank = operand.path("blank");
        if (!isTruthy(exists) && !isTruthy(blank)) {
            compilation.mistake(path, "expected \"exists\" or \"blank\" with a directive or a value that is not empty");
        }
        JsonNode otherwise = operand.path("else");
        boolean asksExists = !exists.isMissingNode();
        return new If(
                compilation.value(asksExists ? exists : blank, path + (asksExists ? ".exists" : ".blank")),
                asksExists,
                compilation.value(operand.path("then"), path + ".then"),
                compilation.value(isTruthy(otherwise) ? otherwise : MissingNode.getInstance(), path + ".else"),
                path);
    }

    static Expression excludeWhenNull(JsonNode operand, String path, Compilation compilation) {
        return new ExcludeWhenNull(compilation.value(operand, path));
    }

    /** As JavaScript sees a value of the mapping itself. */
    static boolean isTruthy(JsonNode raw) {
        return switch (raw.getNodeType()) {
            case MISSING, NULL -> false;
            case BOOLEAN -> raw.booleanValue();
            case NUMBER ->
                raw instanceof NumericNode infinite && infinite.isNaN()
                        || raw.decimalValue().compareTo(BigDecimal.ZERO) != 0;
            case STRING -> !raw.textValue().isEmpty();
            default -> true;
        };
    }

    record If(Expression condition, boolean asksExists, Expression then, Expression otherwise, String path)
            implements Expression {
        @Override
        public JsonNode evaluate(Evaluation scope) throws MappingFailedException {
            scope.budget().step(path);
            JsonNode value = condition.evaluate(scope);
            boolean holds = !value.isMissingNode() && !value.isNull() && (asksExists || !isBlank(value));
            return (holds ? then : otherwise).evaluate(scope);
        }

        /** Equal to the empty text in JavaScript's loose sense. White space is not blank. */
        private static boolean isBlank(JsonNode value) {
            if (value.isArray()) {
                return value.isEmpty()
                        || (value.size() == 1
                                && (value.get(0).isNull()
                                        || value.get(0).isTextual()
                                        || value.get(0).isArray())
                                && !isTextful(value.get(0)));
            }
            return !isTruthy(value);
        }

        private static boolean isTextful(JsonNode element) {
            return element.isArray() ? !isBlank(element) : isTruthy(element);
        }

        @Override
        public Stream<JsonPath> reads() {
            return Stream.of(condition, then, otherwise).flatMap(Expression::reads);
        }
    }

    /** Null becomes undefined. */
    record ExcludeWhenNull(Expression operand) implements Expression {
        @Override
        public JsonNode evaluate(Evaluation scope) throws MappingFailedException {
            JsonNode value = operand.evaluate(scope);
            return value.isNull() ? MissingNode.getInstance() : value;
        }

        @Override
        public Stream<JsonPath> reads() {
            return operand.reads();
        }
    }
}
