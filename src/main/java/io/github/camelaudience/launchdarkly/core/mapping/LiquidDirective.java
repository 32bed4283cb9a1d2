package io.github.camelaudience.launchdarkly.core.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.camelaudience.launchdarkly.core.json.JsonPath;
import java.util.List;
import java.util.stream.Stream;

/** {@code @liquid}: a Liquid template, with the limits that Segment sets. Needs the optional library liqp. */
final class LiquidDirective {

    private static final int LONGEST_TEMPLATE = 1000;

    private LiquidDirective() {}

    static Expression liquid(JsonNode operand, String path, Compilation compilation) {
        if (!operand.isTextual()) {
            return compilation.mistake(path, "expected a text but found " + Compilation.kind(operand));
        }
        String template = operand.textValue();
        if (template.length() > LONGEST_TEMPLATE) {
            return compilation.mistake(path, "a Liquid template has at most " + LONGEST_TEMPLATE + " characters");
        }
        if (template.isEmpty()) {
            return new Expression.Literal(operand);
        }
        try {
            return new Liquid(LiquidTemplate.parse(template), path);
        } catch (NoClassDefFoundError e) {
            return compilation.mistake(path, "@liquid needs the library nl.big-o:liqp on the class path");
        } catch (IllegalArgumentException e) {
            return compilation.mistake(path, e.getMessage());
        }
    }

    record Liquid(LiquidTemplate template, String path) implements Expression {
        @Override
        public JsonNode evaluate(Evaluation scope) throws MappingFailedException {
            scope.budget().step(path);
            JsonNode payload = Undefined.removed(scope.payload(), scope.budget(), path);
            if (holdsHugeNumber(payload)) {
                throw new MappingFailedException(path, "the message holds a number beyond all bounds");
            }
            return payload.isObject()
                    ? NODES.textNode(Budget.text(template.render(payload, path), path))
                    : MissingNode.getInstance();
        }

        private static boolean holdsHugeNumber(JsonNode node) {
            if (node.isNumber()) {
                return PlainText.isHuge(node);
            }
            for (JsonNode child : node) {
                if (holdsHugeNumber(child)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public Stream<JsonPath> reads() {
            return Stream.of(new JsonPath(List.of()));
        }
    }
}
