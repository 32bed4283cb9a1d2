package io.github.camelaudience.launchdarkly.core.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.Immutable;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The directives of Segment's mapping, and {@code @camel} (rule M17). */
enum Directive {
    PATH("@path", LookupDirectives::path),
    TEMPLATE("@template", LookupDirectives::template),
    ARRAY_PATH("@arrayPath", LookupDirectives::arrayPath),
    IF("@if", ChoiceDirectives::choose),
    EXCLUDE_WHEN_NULL("@excludeWhenNull", ChoiceDirectives::excludeWhenNull),
    LITERAL("@literal", (operand, path, compilation) -> compilation.value(operand, path)),
    CASE("@case", TextDirectives::changeCase),
    REPLACE("@replace", TextDirectives::replace),
    JSON("@json", JsonDirective::json),
    FLATTEN("@flatten", ObjectDirectives::flatten),
    MERGE("@merge", ObjectDirectives::merge),
    TRANSFORM("@transform", ObjectDirectives::transform),
    LIQUID("@liquid", LiquidDirective::liquid),
    CAMEL("@camel", ForeignDirective::camel);

    /** Compiles the operand of one directive. */
    @Immutable
    @FunctionalInterface
    interface Reader {
        Expression read(JsonNode operand, String path, Compilation compilation);
    }

    private final String key;
    private final Reader reader;

    Directive(String key, Reader reader) {
        this.key = key;
        this.reader = reader;
    }

    /** Compiles the operand of the directive of this name; an unknown name is a mistake. */
    static Expression compile(String key, JsonNode operand, String path, Compilation compilation) {
        return Arrays.stream(values())
                .filter(directive -> directive.key.equals(key))
                .findFirst()
                .map(directive -> directive.reader.read(operand, path + "." + key, compilation))
                .orElseGet(
                        () -> compilation.mistake(path, "unknown directive " + key + "; expected one of " + names()));
    }

    private static String names() {
        return Arrays.stream(values()).map(directive -> directive.key).collect(Collectors.joining(", "));
    }
}
