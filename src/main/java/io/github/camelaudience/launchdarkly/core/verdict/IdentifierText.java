package io.github.camelaudience.launchdarkly.core.verdict;

import io.github.camelaudience.launchdarkly.core.json.FieldValue;
import io.github.camelaudience.launchdarkly.core.json.IntegralNumber;
import io.github.camelaudience.launchdarkly.core.membership.Text;

/**
 * Tells how a value of a message becomes an identifier (rules D7, D8, D9): text as it is, integral numbers as their
 * digits, everything else not at all.
 *
 * @param state what can be said of the value
 * @param text  the identifier when {@link State#PRESENT}, else {@code null}
 */
public record IdentifierText(State state, String text) {

    /** Says what became of the value. */
    public enum State {
        /** An identifier: text that is not blank, or an integral number. */
        PRESENT,
        /** Absent, null or blank. */
        ABSENT,
        /** A boolean, a non-integral number or a one-element array: Segment would turn it into text, we do not. */
        UNUSABLE,
        /** An object or a longer array, or a mapping that failed: Segment refuses the message. */
        INVALID
    }

    private static final IdentifierText NONE = new IdentifierText(State.ABSENT, null);
    private static final IdentifierText NOT_USABLE = new IdentifierText(State.UNUSABLE, null);
    private static final IdentifierText NOT_VALID = new IdentifierText(State.INVALID, null);

    /** Makes an identifier of a value. */
    public static IdentifierText of(FieldValue value) {
        return switch (value.shape()) {
            case ABSENT, NULL -> NONE;
            case TEXT -> Text.isBlank(value.text()) ? NONE : new IdentifierText(State.PRESENT, value.text());
            case NUMBER -> ofNumber(value.text());
            case BOOLEAN, SINGLE -> NOT_USABLE;
            case COMPOUND, FAILED -> NOT_VALID;
        };
    }

    private static IdentifierText ofNumber(String asWritten) {
        String digits = IntegralNumber.digits(asWritten);
        return digits == null ? NOT_USABLE : new IdentifierText(State.PRESENT, digits);
    }
}
