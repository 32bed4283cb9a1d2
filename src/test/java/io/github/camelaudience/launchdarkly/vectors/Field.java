package io.github.camelaudience.launchdarkly.vectors;

import io.github.camelaudience.launchdarkly.vectors.Js.Arr;
import io.github.camelaudience.launchdarkly.vectors.Js.Bool;
import io.github.camelaudience.launchdarkly.vectors.Js.Num;
import io.github.camelaudience.launchdarkly.vectors.Js.Str;

/**
 * A mapped field after the reference's clean-up and coercion.
 *
 * @param state what came of it
 * @param text  the text, for {@link State#TEXT} only
 */
record Field(State state, String text) {

    enum State {
        ABSENT,
        TEXT,
        /** The schema refuses it, so the message fails whether or not the field is needed; by rule D27 only if it is. */
        INVALID,
        /** Our rules refuse it, but only where the field is needed (rules D8 and D9). */
        UNUSABLE
    }

    static final Field ABSENT = new Field(State.ABSENT, null);
    static final Field INVALID = new Field(State.INVALID, null);
    static final Field UNUSABLE = new Field(State.UNUSABLE, null);

    static Field text(String text) {
        return new Field(State.TEXT, text);
    }

    boolean is(State expected) {
        return state == expected;
    }

    /** A field of type string: {@code ""} survives in a batch only, one element stands for its array. */
    static Field ofString(Js value, boolean single) {
        if (value instanceof Js.Nothing || (single && value.equals(new Str("")))) {
            return ABSENT;
        }
        return coerce(value);
    }

    /** The same without the clean-up, for settings: {@code null} becomes the empty text. */
    static Field ofSetting(Js value) {
        return value == null ? ABSENT : coerce(value);
    }

    private static Field coerce(Js value) {
        Js scalar = onlyElement(value);
        if (scalar instanceof Str || scalar instanceof Num || scalar instanceof Bool) {
            return text(JsText.of(scalar));
        }
        return scalar == Js.NULL ? text("") : INVALID;
    }

    /** The element of an array that has one; any other value as it is. */
    static Js onlyElement(Js value) {
        return value instanceof Arr array && array.items().size() == 1
                ? array.items().get(0)
                : value;
    }

    /** Whether a field of type boolean passes. */
    static boolean isBoolean(Js value) {
        if (value == Js.UNDEFINED || value == Js.NULL || value.equals(new Str(""))) {
            return true;
        }
        Js scalar = onlyElement(value);
        if (scalar instanceof Num number) {
            return number.value() == 0 || number.value() == 1;
        } else if (scalar instanceof Str text) {
            return text.text().equals("true") || text.text().equals("false");
        }
        return scalar instanceof Bool || scalar == Js.NULL;
    }
}
