package io.github.camelaudience.launchdarkly.core.json;

import java.util.Objects;

/**
 * Keeps what a field of a message held, as far as its meaning goes: text, the shape, and nothing of objects and arrays.
 *
 * @param shape what kind of JSON value it was
 * @param text  for {@link Shape#TEXT} the text, for {@link Shape#NUMBER} the number as it was written, for
 *              {@link Shape#BOOLEAN} {@code true} or {@code false}, for {@link Shape#SINGLE} the text of the only
 *              element, for {@link Shape#FAILED} why; else {@code null}
 */
public record FieldValue(Shape shape, String text) {

    /** Names the kind of a JSON value. */
    public enum Shape {
        /** The field does not exist. */
        ABSENT,
        /** JSON {@code null}. */
        NULL,
        /** A string. */
        TEXT,
        /** A number, integral or not. */
        NUMBER,
        /** {@code true} or {@code false}. */
        BOOLEAN,
        /** An array with exactly one element, a scalar; Segment's destination reads it as that scalar. */
        SINGLE,
        /** An object, or any other array. */
        COMPOUND,
        /** Nothing, because the user's mapping could not be evaluated; the text says why. */
        FAILED
    }

    /** Says that there is none. */
    public static final FieldValue ABSENT = new FieldValue(Shape.ABSENT, null);

    /** Holds JSON's {@code null}. */
    public static final FieldValue NULL = new FieldValue(Shape.NULL, null);

    /** Holds JSON's {@code true}. */
    public static final FieldValue TRUE = new FieldValue(Shape.BOOLEAN, "true");

    /** Holds JSON's {@code false}. */
    public static final FieldValue FALSE = new FieldValue(Shape.BOOLEAN, "false");

    /** Stands for an object, and for an array that is not {@link Shape#SINGLE}. */
    public static final FieldValue COMPOUND = new FieldValue(Shape.COMPOUND, null);

    public FieldValue {
        Objects.requireNonNull(shape, "shape");
    }

    /** Holds a text. */
    public static FieldValue text(String text) {
        return new FieldValue(Shape.TEXT, Objects.requireNonNull(text, "text"));
    }

    /** Holds a number, as it is written in the document. */
    public static FieldValue number(String asWritten) {
        return new FieldValue(Shape.NUMBER, Objects.requireNonNull(asWritten, "asWritten"));
    }

    /** Holds the text of the only element of an array. */
    public static FieldValue single(String textOfElement) {
        return new FieldValue(Shape.SINGLE, Objects.requireNonNull(textOfElement, "textOfElement"));
    }

    /** Makes a value that the user's mapping failed to give: it matters only where it is asked for. */
    public static FieldValue failed(String why) {
        return new FieldValue(Shape.FAILED, Objects.requireNonNull(why, "why"));
    }

    /** Tells whether it is absent or {@code null}. */
    public boolean isMissing() {
        return shape == Shape.ABSENT || shape == Shape.NULL;
    }
}
