package io.github.camelaudience.launchdarkly.core.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.camelaudience.launchdarkly.core.json.JsonPath;
import io.github.camelaudience.launchdarkly.core.mapping.InvalidMappingException.Mistake;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One run over a mapping document: values to expressions. A mistake is noted and stands in as an undefined value. */
final class Compilation {

    private static final int DEEPEST = 64;

    private static final String METADATA = "_metadata";

    private final List<Mistake> mistakes = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final Directives directives;
    private final ExpressionLanguages languages;
    private int depth;

    /** Compiles one directive; each compiles the values in it by the compilation it is given. */
    @FunctionalInterface
    interface Directives {
        Expression compile(String key, JsonNode operand, String path, Compilation compilation);
    }

    Compilation(Directives directives, ExpressionLanguages languages) {
        this.directives = directives;
        this.languages = languages;
    }

    ExpressionLanguages languages() {
        return languages;
    }

    List<Mistake> mistakes() {
        return mistakes;
    }

    List<String> warnings() {
        return warnings;
    }

    void warn(String path, String text) {
        warnings.add(path + ": " + text);
    }

    Expression mistake(String path, String problem) {
        mistakes.add(new Mistake(path, problem));
        return new Expression.Literal(MissingNode.getInstance());
    }

    /** Any value: a directive, an object or array with directives anywhere in it, or a literal. */
    Expression value(JsonNode mapping, String path) {
        if (!mapping.isContainerNode()) {
            return new Expression.Literal(mapping);
        }
        if (++depth > DEEPEST) {
            depth--;
            return mistake(path, "nested deeper than " + DEEPEST + " levels");
        }
        Expression compiled = mapping.isArray()
                ? array(mapping, path)
                : directiveKey(mapping).isPresent() ? directive(mapping, path) : object(mapping, path);
        depth--;
        return compiled;
    }

    /** A value where only text makes sense: a string or a directive. */
    Expression text(JsonNode operand, String path) {
        return operand.isTextual() || isDirective(operand)
                ? value(operand, path)
                : mistake(path, "expected a text or a directive but found " + kind(operand));
    }

    /** A value where only an object makes sense: an object or a directive. */
    Expression objectLike(JsonNode operand, String path) {
        return operand.isObject()
                ? value(operand, path)
                : mistake(path, "expected an object or a directive but found " + kind(operand));
    }

    /** A path as the reference splits it. */
    JsonPath path(String text, String path) {
        Optional<String> problem = PathSyntax.problem(text);
        if (problem.isPresent()) {
            mistake(path, problem.get());
        }
        if (PathSyntax.hasDotInQuotes(text)) {
            warn(path, "a dot between quotes still separates two names, as at Segment");
        }
        return PathSyntax.parse(text);
    }

    /** Whether the operand is an object; notes the mistake if not. */
    boolean isObject(JsonNode operand, String path) {
        if (!operand.isObject()) {
            mistake(path, "expected an object but found " + kind(operand));
        } else if (directiveKey(operand).isPresent()) {
            mistake(
                    path,
                    "expected plain members but found the directive "
                            + directiveKey(operand).get());
            return false;
        }
        return operand.isObject();
    }

    boolean isDirective(JsonNode node) {
        return directiveKey(node).isPresent();
    }

    private Expression directive(JsonNode mapping, String path) {
        List<String> keys = new ArrayList<>();
        mapping.fieldNames().forEachRemaining(keys::add);
        keys.remove(METADATA);
        if (keys.size() > 1) {
            return mistake(path, "expected one directive and nothing beside it but found " + String.join(", ", keys));
        }
        return directives.compile(keys.get(0), mapping.get(keys.get(0)), path, this);
    }

    private Expression object(JsonNode mapping, String path) {
        Map<String, Expression> members = new LinkedHashMap<>();
        mapping.fields()
                .forEachRemaining(
                        member -> members.put(member.getKey(), value(member.getValue(), child(path, member.getKey()))));
        return members.values().stream().allMatch(Expression.Literal.class::isInstance)
                ? new Expression.Literal(mapping)
                : new Expression.ObjectOf(members, path);
    }

    private Expression array(JsonNode mapping, String path) {
        List<Expression> elements = new ArrayList<>();
        for (JsonNode element : mapping) {
            elements.add(value(element, path + "[" + elements.size() + "]"));
        }
        return elements.stream().allMatch(Expression.Literal.class::isInstance)
                ? new Expression.Literal(mapping)
                : new Expression.ArrayOf(List.copyOf(elements), path);
    }

    private static Optional<String> directiveKey(JsonNode node) {
        for (var names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (name.startsWith("@")) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    static String child(String path, String name) {
        return path + new JsonPath(List.of(name)).toString().substring(1);
    }

    /** What a node is, for error messages. */
    static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case MISSING -> "nothing";
            case ARRAY, OBJECT -> "an " + node.getNodeType().name().toLowerCase(Locale.ROOT);
            case NULL -> "null";
            default -> "a " + node.getNodeType().name().toLowerCase(Locale.ROOT);
        };
    }
}
