package io.github.camelaudience.launchdarkly.core.membership;

import java.util.Objects;

/**
 * Tells where a change came from and what in its message decided it. The text, such as {@code kafka segment-3@1234 $[7] by $.traits.vip,
 * key $.userId}, is made only when somebody asks: all but a few changes are never asked for it.
 */
public final class ChangeOrigin {

    private static final long NOWHERE = -1;

    /** Tells nothing yet. */
    static final ChangeOrigin UNKNOWN = new ChangeOrigin(null, null, NOWHERE, null);

    private final String place;
    /** JSON path of what holds the message in its document; {@code null} if the number is that of a line. */
    private final String container;
    /** Of an element in its container, from 0, or of a line, from 1. */
    private final long number;

    private final String decided;

    private ChangeOrigin(String place, String container, long number, String decided) {
        this.place = place;
        this.container = container;
        this.number = number;
        this.decided = decided;
    }

    /** Keeps a text as it is; {@code null} stays {@code null}: nobody knows the origin. */
    public static ChangeOrigin of(String text) {
        return text == null ? null : new ChangeOrigin(null, null, NOWHERE, text);
    }

    /** Returns the origin at a place, such as topic, partition and offset. */
    ChangeOrigin at(String where) {
        return new ChangeOrigin(where, null, NOWHERE, decided);
    }

    /** Returns the origin in a line of a file, from 1. */
    ChangeOrigin at(String file, long line) {
        return new ChangeOrigin(file, null, line, decided);
    }

    /** Returns the origin at a path in the document of a place: that of an element, or of all that the container is for a negative index. */
    ChangeOrigin at(String document, String within, int index) {
        return new ChangeOrigin(document, within, index < 0 ? NOWHERE : index, decided);
    }

    /** Gives all that is known, as one text that {@link ChangeSource} reads. */
    public String text() {
        if (place == null) {
            return decided;
        }
        StringBuilder text = new StringBuilder(place);
        if (container != null) {
            text.append(' ').append(container);
            if (number != NOWHERE) {
                text.append('[').append(number).append(']');
            }
        } else if (number != NOWHERE) {
            text.append(" line ").append(number);
        }
        if (decided != null) {
            text.append(' ').append(decided);
        }
        return text.toString();
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof ChangeOrigin origin && Objects.equals(text(), origin.text());
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(text());
    }

    @Override
    public String toString() {
        return text();
    }
}
