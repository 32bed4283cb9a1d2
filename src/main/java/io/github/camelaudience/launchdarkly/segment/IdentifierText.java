package io.github.camelaudience.launchdarkly.segment;

import io.github.camelaudience.launchdarkly.membership.Text;
import java.math.BigDecimal;

/**
 * How a value of a message becomes an identifier (rules D7, D8, D9): text as it is, integral numbers as their digits,
 * everything else not at all.
 *
 * @param state what can be said of the value
 * @param text  the identifier when {@link State#PRESENT}, else {@code null}
 */
record IdentifierText(State state, String text) {

    /** More digits than any identifier has: a number like {@code 1e999999999} must not be written out. */
    private static final int MAX_DIGITS = 1000;

    enum State {
        PRESENT,
        /** Absent, null or blank. */
        ABSENT,
        /** A boolean, a non-integral number or a one-element array: Segment would turn it into text, we do not. */
        UNUSABLE,
        /** An object or a longer array: Segment refuses the message. */
        INVALID
    }

    private static final IdentifierText NONE = new IdentifierText(State.ABSENT, null);
    private static final IdentifierText NOT_USABLE = new IdentifierText(State.UNUSABLE, null);
    private static final IdentifierText NOT_VALID = new IdentifierText(State.INVALID, null);

    static IdentifierText of(FieldValue value) {
        return switch (value.shape()) {
            case ABSENT, NULL -> NONE;
            case TEXT -> Text.isBlank(value.text()) ? NONE : new IdentifierText(State.PRESENT, value.text());
            case NUMBER -> ofNumber(value.text());
            case BOOLEAN, SINGLE -> NOT_USABLE;
            case COMPOUND -> NOT_VALID;
        };
    }

    private static IdentifierText ofNumber(String asWritten) {
        BigDecimal number;
        try {
            number = new BigDecimal(asWritten).stripTrailingZeros();
        } catch (NumberFormatException | ArithmeticException e) {
            return NOT_USABLE;
        }
        if (number.scale() > 0 || (long) number.precision() - number.scale() > MAX_DIGITS) {
            return NOT_USABLE;
        }
        return new IdentifierText(State.PRESENT, number.toPlainString());
    }
}
