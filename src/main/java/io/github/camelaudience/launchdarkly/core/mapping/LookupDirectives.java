package io.github.camelaudience.launchdarkly.core.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.camelaudience.launchdarkly.core.json.JsonPath;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Directives that fetch from the message: {@code @path}, {@code @template}, {@code @arrayPath}. */
final class LookupDirectives {

    private LookupDirectives() {}

    static Expression path(JsonNode operand, String path, Compilation compilation) {
        return operand.isTextual()
                ? new Path(compilation.path(operand.textValue(), path))
                : new PathOf(compilation.text(operand, path), path);
    }

    static Expression template(JsonNode operand, String path, Compilation compilation) {
        if (!operand.isTextual()) {
            return new TemplateOf(compilation.text(operand, path), path);
        }
        Template template = Template.parse(operand.textValue(), path);
        template.problem().ifPresent(problem -> compilation.mistake(path, problem));
        return template.isLiteral() ? new Expression.Literal(operand) : template;
    }

    static Expression arrayPath(JsonNode operand, String path, Compilation compilation) {
        if (!operand.isArray()) {
            return compilation.mistake(path, "expected an array but found " + Compilation.kind(operand));
        }
        JsonNode where = operand.path(0);
        Expression array = where.isTextual()
                ? new Path(compilation.path(where.textValue(), path + "[0]"))
                : compilation.text(where, path + "[0]");
        JsonNode shape = operand.path(1);
        if (!shape.isMissingNode() && !shape.isObject()) {
            return compilation.mistake(path + "[1]", "expected an object but found " + Compilation.kind(shape));
        }
        return shape.isEmpty() ? array : new Each(array, compilation.value(shape, path + "[1]"), path);
    }

    private static String textOf(Expression operand, Evaluation scope, String path) throws MappingFailedException {
        JsonNode text = operand.evaluate(scope);
        if (!text.isTextual()) {
            throw new MappingFailedException(path, "expected a text but the operand is " + Compilation.kind(text));
        }
        return text.textValue();
    }

    /** {@code @path} with a fixed path. */
    record Path(JsonPath where) implements Expression {
        @Override
        public JsonNode evaluate(Evaluation scope) {
            return where.in(scope.payload());
        }

        @Override
        public Stream<JsonPath> reads() {
            return Stream.of(where);
        }
    }

    /** {@code @path} whose path is itself computed. */
    record PathOf(Expression operand, String path) implements Expression {
        @Override
        public JsonNode evaluate(Evaluation scope) throws MappingFailedException {
            scope.budget().step(path);
            String text = textOf(operand, scope, path);
            Optional<String> problem = PathSyntax.problem(text);
            if (problem.isPresent()) {
                throw new MappingFailedException(path, problem.get());
            }
            return PathSyntax.parse(text).in(scope.payload());
        }

        @Override
        public Stream<JsonPath> reads() {
            return Stream.of(new JsonPath(List.of()));
        }
    }

    /** {@code @template} whose template is itself computed. */
    record TemplateOf(Expression operand, String path) implements Expression {
        @Override
        public JsonNode evaluate(Evaluation scope) throws MappingFailedException {
            scope.budget().step(path);
            return Template.parse(textOf(operand, scope, path), path).evaluate(scope);
        }

        @Override
        public Stream<JsonPath> reads() {
            return Stream.of(new JsonPath(List.of()));
        }
    }

    /** {@code @arrayPath} with a shape: one result per element; an object counts as an array of one. */
    record Each(Expression array, Expression shape, String path) implements Expression {
        @Override
        public JsonNode evaluate(Evaluation scope) throws MappingFailedException {
            JsonNode found = array.evaluate(scope);
            if (!found.isContainerNode()) {
                return found;
            }
            ArrayNode results = NODES.arrayNode();
            for (JsonNode element : found.isArray() ? found : NODES.arrayNode().add(found)) {
                scope.budget().step(path);
                results.add(shape.evaluate(scope.on(element)));
            }
            return results;
        }

        @Override
        public Stream<JsonPath> reads() {
            return array.reads();
        }
    }
}
