package io.github.camelaudience.launchdarkly.core.mapping;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.camelaudience.launchdarkly.core.json.JsonPath;
import java.io.IOException;
import java.io.Writer;
import java.util.stream.Stream;

/** {@code @json}: a value to JSON text, and back. */
final class JsonDirective {

    private static final int DEEPEST = 64;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    /** For exponents beyond a decimal's: such numbers become infinite or zero, as in JavaScript. */
    private static final JsonMapper ROUNDING = MAPPER.rebuild()
            .disable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private JsonDirective() {}

    static Expression json(JsonNode operand, String path, Compilation compilation) {
        if (!compilation.isObject(operand, path)) {
            return compilation.value(MissingNode.getInstance(), path);
        }
        String mode = operand.path("mode").asText();
        if (!operand.path("mode").isTextual() || (!mode.equals("encode") && !mode.equals("decode"))) {
            compilation.mistake(path + ".mode", "expected \"encode\" or \"decode\"");
        }
        if (!ChoiceDirectives.isTruthy(operand.path("value"))) {
            compilation.mistake(path + ".value", "expected a directive or a value that is not empty");
        }
        Expression value = compilation.value(operand.path("value"), path + ".value");
        return mode.equals("encode") ? new Encode(value, path) : new Decode(value, path);
    }

    /** Undefined stays undefined. */
    record Encode(Expression value, String path) implements Expression {
        @Override
        public JsonNode evaluate(Evaluation scope) throws MappingFailedException {
            JsonNode found = Undefined.removed(value.evaluate(scope), scope.budget(), path);
            if (found.isMissingNode()) {
                return found;
            }
            LimitedWriter writer = new LimitedWriter();
            try {
                MAPPER.writeValue(writer, found);
            } catch (IOException e) {
                throw new MappingFailedException(path, "the value is too large, too deep or holds a huge number");
            }
            return NODES.textNode(writer.text.toString());
        }

        @Override
        public Stream<JsonPath> reads() {
            return value.reads();
        }
    }

    /** What is no text passes through, and a text that is no JSON stays as it is. */
    record Decode(Expression value, String path) implements Expression {
        @Override
        public JsonNode evaluate(Evaluation scope) throws MappingFailedException {
            scope.budget().step(path);
            JsonNode found = value.evaluate(scope);
            if (!found.isTextual()) {
                return found;
            }
            try {
                JsonNode decoded = decode(Budget.text(found.textValue(), path));
                return decoded.isMissingNode() ? found : decoded;
            } catch (JsonProcessingException e) {
                return found;
            }
        }

        private static JsonNode decode(String json) throws JsonProcessingException {
            try {
                return MAPPER.readTree(json);
            } catch (NumberFormatException e) {
                return ROUNDING.readTree(json);
            }
        }

        @Override
        public Stream<JsonPath> reads() {
            return value.reads();
        }
    }

    /** Stops before a value that is shared many times becomes a text that fits nowhere. */
    private static final class LimitedWriter extends Writer {

        private final StringBuilder text = new StringBuilder();

        @Override
        public void write(char[] chars, int offset, int length) throws IOException {
            if (text.length() + length > Budget.LONGEST_TEXT) {
                throw new IOException("too long");
            }
            text.append(chars, offset, length);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
