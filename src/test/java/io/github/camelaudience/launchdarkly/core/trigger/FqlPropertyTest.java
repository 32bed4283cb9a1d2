package io.github.camelaudience.launchdarkly.core.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelaudience.launchdarkly.core.json.JsonPath;
import io.github.camelaudience.launchdarkly.core.json.TestMessages;
import io.github.camelaudience.launchdarkly.core.membership.Wildcard;
import io.github.camelaudience.launchdarkly.core.trigger.Condition.FieldTest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class FqlPropertyTest {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<List<String>> PATHS = List.of(
            List.of("type"),
            List.of("event"),
            List.of("userId"),
            List.of("anonymousId"),
            List.of("properties", "p"),
            List.of("traits", "odd. \"name\""),
            List.of("context", "a", "0"));

    @Property
    void whatIsPrintedParsesToTheSame(@ForAll("conditions") Condition condition) {
        String fql = condition.toFql();

        assertThat(FqlParser.parse(fql).condition()).isEqualTo(condition);
        assertThat(FqlTrigger.compile(fql)).hasToString(fql);
    }

    @Property
    void evaluatesAsTheNaiveEvaluator(@ForAll("conditions") Condition condition, @ForAll("events") ObjectNode event) {
        boolean matches = FqlTrigger.compile(condition.toFql()).matches(TestMessages.of(event));

        assertThat(matches).isEqualTo(naive(condition, event));
    }

    @Property
    void anyTextEitherCompilesOrIsRefused(@ForAll String text) {
        try {
            assertThat(FqlTrigger.compile(text).toString()).isNotEmpty();
        } catch (InvalidTriggerException e) {
            assertThat(e).hasMessageContaining("column");
        }
    }

    /** Straight from the text of the rules, on the tree alone. */
    private static boolean naive(Condition condition, JsonNode event) {
        if (condition instanceof Condition.All all) {
            return all.parts().stream().allMatch(part -> naive(part, event));
        }
        if (condition instanceof Condition.Any any) {
            return any.parts().stream().anyMatch(part -> naive(part, event));
        }
        if (condition instanceof Condition.Not not) {
            return !naive(not.part(), event);
        }
        FieldTest test = (FieldTest) condition;
        JsonNode value = lookUp(test.field().path(), event);
        if (test instanceof Condition.IsNull isNull) {
            return isNull.negated() ^ (value == null || value.isNull());
        }
        if (test instanceof Condition.IsBoolean isBoolean) {
            boolean equal = value != null && value.isBoolean() && value.booleanValue() == isBoolean.expected();
            return isBoolean.negated() ^ equal;
        }
        if (test instanceof Condition.IsText isText) {
            return isText.negated()
                    ^ (value != null && value.isTextual() && value.textValue().equals(isText.expected()));
        }
        if (test instanceof Condition.IsNumber isNumber) {
            if (value == null || !value.isNumber()) {
                return false;
            }
            int order = value.decimalValue().compareTo(isNumber.expected());
            return switch (isNumber.comparison()) {
                case EQUAL -> order == 0;
                case NOT_EQUAL -> order != 0;
                case LESS -> order < 0;
                case LESS_OR_EQUAL -> order < 1;
                case GREATER -> order > 0;
                case GREATER_OR_EQUAL -> order > -1;
            };
        }
        if (value == null || !value.isTextual()) {
            return false;
        }
        if (test instanceof Condition.Contains contains) {
            return contains.negated() ^ value.textValue().indexOf(contains.part()) >= 0;
        }
        Condition.Matches matches = (Condition.Matches) test;
        String regex = "\\Q" + matches.pattern().text().replace("*", "\\E(?s:.*)\\Q") + "\\E";
        return matches.negated() ^ value.textValue().matches(regex);
    }

    private static JsonNode lookUp(JsonPath path, JsonNode event) {
        JsonNode node = event;
        for (String part : path.parts()) {
            node = node == null ? null : node.isArray() ? node.get(Integer.parseInt(part)) : node.get(part);
        }
        return node;
    }

    @Provide
    Arbitrary<Condition> conditions() {
        return conditions(2);
    }

    private Arbitrary<Condition> conditions(int depth) {
        if (depth == 0) {
            return tests();
        }
        Arbitrary<List<Condition>> parts =
                conditions(depth - 1).list().ofMinSize(2).ofMaxSize(3);
        return Arbitraries.frequencyOf(
                Tuple.of(3, tests()),
                Tuple.of(1, parts.map(Condition.All::new)),
                Tuple.of(1, parts.map(Condition.Any::new)),
                Tuple.of(1, conditions(depth - 1).map(Condition.Not::new)));
    }

    private Arbitrary<Condition> tests() {
        Arbitrary<Field> fields = Arbitraries.of(PATHS).map(path -> new Field(new JsonPath(path)));
        Arbitrary<Field> nested = fields.filter(field -> Field.NESTED.contains(field.root()));
        Arbitrary<Boolean> flags = Arbitraries.of(true, false);
        return Arbitraries.oneOf(
                Combinators.combine(fields, flags).as(Condition.IsNull::new),
                Combinators.combine(fields, flags, flags).as(Condition.IsBoolean::new),
                Combinators.combine(fields, texts(), flags).as(Condition.IsText::new),
                Combinators.combine(nested, Arbitraries.of(Comparison.class), numbers())
                        .as(Condition.IsNumber::new),
                Combinators.combine(fields, texts(), flags).as(Condition.Contains::new),
                Combinators.combine(fields, texts().map(Wildcard::of), flags).as(Condition.Matches::new));
    }

    private static Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.of("a", "ab", "", "a*", "*b", "a*b", "*"),
                Arbitraries.strings().ofMaxLength(4).filter(text -> text.indexOf('\'') < 0 || text.indexOf('"') < 0));
    }

    private static Arbitrary<BigDecimal> numbers() {
        return Arbitraries.of("0", "1", "-1", "2.5", "12345678901234567890").map(BigDecimal::new);
    }

    @Provide
    Arbitrary<ObjectNode> events() {
        return values().list().ofSize(PATHS.size()).map(values -> {
            ObjectNode event = JSON.objectNode();
            for (int i = 0; i < PATHS.size(); i++) {
                put(event, new ArrayList<>(PATHS.get(i)), values.get(i));
            }
            return event;
        });
    }

    private static void put(ObjectNode event, List<String> path, JsonNode value) {
        if (value.isMissingNode() || (path.get(0).equals("type") && !value.isTextual())) {
            return;
        }
        ObjectNode parent = event;
        for (String part : path.subList(0, path.size() - 1)) {
            parent = parent.withObject("/" + part);
        }
        if (path.get(path.size() - 1).equals("0")) {
            ((ObjectNode) event.get("context")).set("a", JSON.arrayNode().add(value));
        } else {
            parent.set(path.get(path.size() - 1), value);
        }
    }

    private static Arbitrary<JsonNode> values() {
        return Arbitraries.oneOf(
                texts().map(JSON::textNode),
                numbers().map(JSON::numberNode),
                Arbitraries.of(
                        JSON.nullNode(),
                        JSON.booleanNode(true),
                        JSON.booleanNode(false),
                        JSON.missingNode(),
                        JSON.objectNode(),
                        JSON.arrayNode()));
    }
}
