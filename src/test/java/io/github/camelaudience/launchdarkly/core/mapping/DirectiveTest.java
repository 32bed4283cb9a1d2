package io.github.camelaudience.launchdarkly.core.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every directive on one message, beside what the reference ({@code @segment/actions-core} 3.170.0, liquidjs 10) made
 * of it. A case with a rule differs on purpose and says how; every other case must be equal.
 */
class DirectiveTest {

    private static final JsonNode TABLE = table();

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void doesWhatTheTableSays(String name, JsonNode row) {
        JsonNode wanted = row.has("rule") ? row.get("ours") : row.get("reference");
        Compilation compilation = new Compilation(Directive::compile, ExpressionLanguages.NONE);

        Expression expression = compilation.value(row.get("value"), "$.x");

        assertThat(name).isNotEmpty();
        if (wanted.has("refused")) {
            String problems = compilation.mistakes().toString();
            assertThat(problems)
                    .contains(row.has("rule") ? wanted.get("refused").asText() : "$.x");
            return;
        }
        assertThat(compilation.mistakes()).isEmpty();
        check(expression, wanted, row.has("rule"));
    }

    private static void check(Expression expression, JsonNode wanted, boolean exact) {
        Budget budget = new Budget();
        try {
            JsonNode result =
                    Undefined.removed(expression.evaluate(new Evaluation(TABLE.get("event"), budget)), budget, "$.x");
            assertThat(wanted.has("fails"))
                    .as("%s instead of a failure", result)
                    .isFalse();
            if (wanted.has("undefined")) {
                assertThat(result.isMissingNode()).as("%s", result).isTrue();
            } else {
                assertThat(Json.same(result, wanted.get("value")))
                        .as("%s instead of %s", result, wanted)
                        .isTrue();
            }
        } catch (MappingFailedException e) {
            assertThat(wanted.has("fails")).as("failed: %s", e.getMessage()).isTrue();
            assertThat(e.getPath()).startsWith("$.x");
            assertThat(e).hasMessageContaining(exact ? wanted.get("fails").asText() : "");
        }
    }

    @Test
    void everyRuleOfEvaluationHasACase() {
        List<String> rules = cases().map(row -> row.get()[1])
                .map(row -> ((JsonNode) row).path("rule").asText())
                .distinct()
                .toList();

        assertThat(rules).contains("M1", "M2", "M3", "M4", "M5", "M6", "M7", "M10", "M11", "M15");
    }

    static Stream<Arguments> cases() {
        return StreamSupport.stream(TABLE.get("cases").spliterator(), false)
                .map(row -> Arguments.of(row.get("name").asText(), row));
    }

    private static JsonNode table() {
        try {
            return Json.MAPPER.readTree(
                    Objects.requireNonNull(DirectiveTest.class.getResourceAsStream("/mapping/directives.json")));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
