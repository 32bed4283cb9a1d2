package io.github.camelaudience.launchdarkly.core.trigger;

import io.github.camelaudience.launchdarkly.core.json.FieldValue;
import io.github.camelaudience.launchdarkly.core.json.FieldValue.Shape;
import io.github.camelaudience.launchdarkly.core.membership.Wildcard;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a trigger asks of a message. */
sealed interface Condition {

    boolean test(Fields fields);

    /** As FQL that parses to an equal condition. */
    String toFql();

    private static String joined(List<Condition> parts, String operator) {
        return parts.stream()
                .map(part -> part instanceof Any || part instanceof All ? "(" + part.toFql() + ")" : part.toFql())
                .collect(Collectors.joining(operator));
    }

    record All(List<Condition> parts) implements Condition {
        @Override
        public boolean test(Fields fields) {
            for (Condition part : parts) {
                if (!part.test(fields)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public String toFql() {
            return Condition.joined(parts, " and ");
        }
    }

    record Any(List<Condition> parts) implements Condition {
        @Override
        public boolean test(Fields fields) {
            for (Condition part : parts) {
                if (part.test(fields)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public String toFql() {
            return Condition.joined(parts, " or ");
        }
    }

    /** {@code !( ... )} (rule F6). */
    record Not(Condition part) implements Condition {
        @Override
        public boolean test(Fields fields) {
            return !part.test(fields);
        }

        @Override
        public String toFql() {
            return "!(" + part.toFql() + ")";
        }
    }

    /** A test of one field. */
    sealed interface FieldTest extends Condition {

        Field field();

        /** Whether it holds for this value of the field. */
        boolean holds(FieldValue value);

        @Override
        default boolean test(Fields fields) {
            return holds(fields.value(field()));
        }
    }

    /** {@code = null} and {@code != null}: absent and null are one. */
    record IsNull(Field field, boolean negated) implements FieldTest {
        @Override
        public boolean holds(FieldValue value) {
            return value.isMissing() != negated;
        }

        @Override
        public String toFql() {
            return field.toFql() + (negated ? " != null" : " = null");
        }
    }

    /** {@code = true} and the like: a text that reads {@code true} is not the boolean. */
    record IsBoolean(Field field, boolean expected, boolean negated) implements FieldTest {
        @Override
        public boolean holds(FieldValue value) {
            return (value.shape() == Shape.BOOLEAN && Boolean.parseBoolean(value.text()) == expected) != negated;
        }

        @Override
        public String toFql() {
            return field.toFql() + (negated ? " != " : " = ") + expected;
        }
    }

    /** {@code = "text"} and {@code != "text"}: only a text is equal to a text. */
    record IsText(Field field, String expected, boolean negated) implements FieldTest {
        @Override
        public boolean holds(FieldValue value) {
            return (value.shape() == Shape.TEXT && value.text().equals(expected)) != negated;
        }

        @Override
        public String toFql() {
            return field.toFql() + (negated ? " != " : " = ") + Quoted.of(expected);
        }
    }

    /** A comparison with a number; whatever is no number satisfies none of them, not even {@code !=}. */
    record IsNumber(Field field, Comparison comparison, BigDecimal expected) implements FieldTest {
        @Override
        public boolean holds(FieldValue value) {
            return value.shape() == Shape.NUMBER
                    && decimal(value.text())
                            .filter(number -> comparison.holds(number, expected))
                            .isPresent();
        }

        /** Empty for an exponent beyond what a decimal can hold. */
        private static Optional<BigDecimal> decimal(String asWritten) {
            try {
                return Optional.of(new BigDecimal(asWritten));
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        }

        @Override
        public String toFql() {
            return field.toFql() + " " + comparison.symbol() + " " + expected.toPlainString();
        }
    }

    /** {@code contains(field, "part")}; whatever is no text satisfies neither it nor its negation. */
    record Contains(Field field, String part, boolean negated) implements FieldTest {
        @Override
        public boolean holds(FieldValue value) {
            return value.shape() == Shape.TEXT && value.text().contains(part) != negated;
        }

        @Override
        public String toFql() {
            return (negated ? "!" : "") + "contains(" + field.toFql() + ", " + Quoted.of(part) + ")";
        }
    }

    /** {@code match(field, "begin*")}; whatever is no text satisfies neither it nor its negation. */
    record Matches(Field field, Wildcard pattern, boolean negated) implements FieldTest {
        @Override
        public boolean holds(FieldValue value) {
            return value.shape() == Shape.TEXT && pattern.matches(value.text()) != negated;
        }

        @Override
        public String toFql() {
            return (negated ? "!" : "") + "match(" + field.toFql() + ", " + Quoted.of(pattern.text()) + ")";
        }
    }
}
