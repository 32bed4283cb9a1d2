package io.github.camelaudience.launchdarkly.core.trigger;

import io.github.camelaudience.launchdarkly.core.trigger.Token.Kind;
import java.math.BigDecimal;
import java.util.Set;
import java.util.function.Function;

/** What {@code field operator value} means. */
final class FieldConditions {

    private static final Set<String> KNOWN_TO_SEGMENT = Set.of("type", "event", "name", "userId");
    private static final Set<String> FUNCTIONS_KNOWN_TO_SEGMENT = Set.of("event", "name", "userId");

    private FieldConditions() {}

    static Condition of(Field field, Token operator, Token value, Function<String, InvalidTriggerException> error) {
        String symbol = operator.text();
        boolean negated = symbol.equals("!=");
        if (!negated && !symbol.equals("=")) {
            return new Condition.IsNumber(field, Comparison.of(symbol), number(value, symbol, error));
        }
        return switch (value.kind()) {
            case NULL -> new Condition.IsNull(field, negated);
            case TRUE, FALSE -> new Condition.IsBoolean(field, value.kind() == Kind.TRUE, negated);
            case NUMBER -> equalToNumber(field, symbol, value, negated);
            default -> new Condition.IsText(field, value.text(), negated);
        };
    }

    /** The fields that stand for themselves hold text, so Segment compares them as text. */
    private static Condition equalToNumber(Field field, String symbol, Token value, boolean negated) {
        return Field.PLAIN.contains(field.root())
                ? new Condition.IsText(field, FqlParser.plain(value.text()), negated)
                : new Condition.IsNumber(field, Comparison.of(symbol), new BigDecimal(value.text()));
    }

    private static BigDecimal number(Token value, String symbol, Function<String, InvalidTriggerException> error) {
        if (value.kind() == Kind.NUMBER || value.kind() == Kind.STRING) {
            try {
                return new BigDecimal(value.text().strip());
            } catch (NumberFormatException e) {
                throw error.apply("expected a number after " + symbol);
            }
        }
        throw error.apply("expected a number after " + symbol);
    }

    /** Whether the hosted destination evaluates tests of this field; it drops the others (rule F2). */
    static boolean testKnown(Field field) {
        return Field.NESTED.contains(field.root()) || KNOWN_TO_SEGMENT.contains(field.root());
    }

    /** As {@link #testKnown} for {@code contains} and {@code match}. */
    static boolean functionKnown(Field field) {
        return Field.NESTED.contains(field.root()) || FUNCTIONS_KNOWN_TO_SEGMENT.contains(field.root());
    }
}
