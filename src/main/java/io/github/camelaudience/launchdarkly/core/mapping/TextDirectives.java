package io.github.camelaudience.launchdarkly.core.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.camelaudience.launchdarkly.core.json.JsonPath;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Directives that change a text: {@code @case}, {@code @replace}. */
final class TextDirectives {

    private static final int LONGEST_PATTERN = 10;

    private TextDirectives() {}

    static Expression changeCase(JsonNode operand, String path, Compilation compilation) {
        if (!compilation.isObject(operand, path)) {
            return compilation.value(MissingNode.getInstance(), path);
        }
        JsonNode operator = operand.path("operator");
        boolean upper = operator.asText().equals("upper");
        if (!operator.isTextual() || (!upper && !operator.textValue().equals("lower"))) {
            compilation.mistake(path + ".operator", "expected \"lower\" or \"upper\"");
        }
        return new Case(value(operand, path, compilation), upper, path);
    }

    static Expression replace(JsonNode operand, String path, Compilation compilation) {
        if (!compilation.isObject(operand, path)) {
            return compilation.value(MissingNode.getInstance(), path);
        }
        boolean ignoreCase = flag(operand, "ignorecase", false, path, compilation);
        Pattern first = pattern(operand, "pattern", ignoreCase, path, compilation);
        String firstReplacement = replacement(operand, "replacement", path, compilation);
        Replacement replacement = new Replacement(first, firstReplacement);
        boolean twice = ChoiceDirectives.isTruthy(operand.path("pattern2"));
        if (operand.path("value").isMissingNode()) {
            compilation.mistake(path + ".value", "expected a text or a directive but found nothing");
        }
        return new Replace(
                value(operand, path, compilation),
                twice
                        ? List.of(
                                replacement,
                                new Replacement(
                                        pattern(operand, "pattern2", ignoreCase, path, compilation),
                                        replacement(operand, "replacement2", path, compilation)))
                        : List.of(replacement),
                flag(operand, "global", true, path, compilation),
                path);
    }

    /** A raw {@code ""} counts as none, and none stays undefined. */
    private static Expression value(JsonNode operand, String path, Compilation compilation) {
        JsonNode value = operand.path("value");
        return value.isMissingNode() || (value.isTextual() && value.textValue().isEmpty())
                ? new Expression.Literal(MissingNode.getInstance())
                : compilation.text(value, path + ".value");
    }

    private static Pattern pattern(
            JsonNode operand, String name, boolean ignoreCase, String path, Compilation compilation) {
        JsonNode pattern = operand.path(name);
        if (!pattern.isTextual()
                || pattern.textValue().isEmpty()
                || pattern.textValue().length() > LONGEST_PATTERN) {
            compilation.mistake(path + "." + name, "expected a text of 1 to " + LONGEST_PATTERN + " characters");
        }
        int flags = Pattern.LITERAL | (ignoreCase ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0);
        return Pattern.compile(pattern.asText(), flags);
    }

    private static String replacement(JsonNode operand, String name, String path, Compilation compilation) {
        JsonNode replacement = operand.path(name);
        if (replacement.isMissingNode() || (replacement.isNull() && name.equals("replacement2"))) {
            return "";
        }
        if (!replacement.isTextual() || replacement.textValue().length() > LONGEST_PATTERN) {
            compilation.mistake(path + "." + name, "expected a text of at most " + LONGEST_PATTERN + " characters");
        }
        return replacement.asText();
    }

    private static boolean flag(
            JsonNode operand, String name, boolean byDefault, String path, Compilation compilation) {
        JsonNode flag = operand.path(name);
        if (!flag.isMissingNode() && !flag.isBoolean()) {
            compilation.mistake(path + "." + name, "expected true or false but found " + Compilation.kind(flag));
        }
        return flag.asBoolean(byDefault);
    }

    /** What is no text passes through. */
    record Case(Expression value, boolean upper, String path) implements Expression {
        @Override
        public JsonNode evaluate(Evaluation scope) throws MappingFailedException {
            scope.budget().step(path);
            JsonNode found = value.evaluate(scope);
            if (!found.isTextual()) {
                return found;
            }
            String text = found.textValue();
            return NODES.textNode(
                    Budget.text(upper ? text.toUpperCase(Locale.ROOT) : text.toLowerCase(Locale.ROOT), path));
        }

        @Override
        public Stream<JsonPath> reads() {
            return value.reads();
        }
    }

    /** A literal pattern and what takes its place, literally too (rule M6). */
    record Replacement(Pattern pattern, String text) {
        String in(String text, boolean everywhere) {
            Matcher matcher = pattern.matcher(text);
            String literal = Matcher.quoteReplacement(this.text);
            return everywhere ? matcher.replaceAll(literal) : matcher.replaceFirst(literal);
        }
    }

    /** Numbers and booleans become text; whatever else is no text becomes the empty text. */
    record Replace(Expression value, List<Replacement> replacements, boolean everywhere, String path)
            implements Expression {
        @Override
        public JsonNode evaluate(Evaluation scope) throws MappingFailedException {
            scope.budget().step(path);
            if (value instanceof Literal literal && literal.value().isMissingNode()) {
                return literal.value();
            }
            JsonNode found = value.evaluate(scope);
            if (!found.isTextual() && !found.isNumber() && !found.isBoolean()) {
                return NODES.textNode("");
            }
            String text = PlainText.of(found, path);
            for (Replacement replacement : replacements) {
                text = Budget.text(replacement.in(text, everywhere), path);
            }
            return NODES.textNode(text);
        }

        @Override
        public Stream<JsonPath> reads() {
            return value.reads();
        }
    }
}
