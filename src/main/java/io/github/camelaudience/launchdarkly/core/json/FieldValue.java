package io.github.camelaudience.launchdarkly.core.json;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Keeps what a field of a message held, as far as its meaning goes: text, the shape, and nothing of objects and arrays. A text may
 * be made of its bytes when it is first asked for: most identifiers of most messages never are.
 */
public final class FieldValue {

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

    private final Shape shape;
    /** {@code null} until it is made, or if there is none. */
    private String text;

    private final byte[] bytes;
    private final int from;
    private final int to;

    /**
     * Holds a value.
     *
     * @param shape what kind of JSON value it was
     * @param text  what {@link #text()} gives
     */
    public FieldValue(Shape shape, String text) {
        this(shape, text, null, 0, 0);
    }

    private FieldValue(Shape shape, String text, byte[] bytes, int from, int to) {
        this.shape = Objects.requireNonNull(shape, "shape");
        this.text = text;
        this.bytes = bytes;
        this.from = from;
        this.to = to;
    }

    /**
     * Holds a text that stands in a document as it is.
     *
     * @param document must not change any more; ASCII from {@code from} to {@code to}
     */
    public static FieldValue ascii(byte[] document, int from, int to) {
        return new FieldValue(Shape.TEXT, null, document, from, to);
    }

    /** Tells what kind of JSON value it was. */
    public Shape shape() {
        return shape;
    }

    /**
     * Gives for {@link Shape#TEXT} the text, for {@link Shape#NUMBER} the number as it was written, for {@link Shape#BOOLEAN} {@code true}
     * or {@code false}, for {@link Shape#SINGLE} the text of the only element, for {@link Shape#FAILED} why; else {@code null}.
     */
    public String text() {
        String made = text;
        if (made == null && bytes != null) {
            made = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
            text = made; // two threads may both make it: it is equal
        }
        return made;
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof FieldValue value && shape == value.shape && Objects.equals(text(), value.text());
    }

    @Override
    public int hashCode() {
        return Objects.hash(shape, text());
    }

    @Override
    public String toString() {
        return "FieldValue[" + shape + ", " + text() + "]";
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
