package io.github.camelaudience.launchdarkly.core.membership;

import io.github.camelaudience.launchdarkly.core.json.Location;
import java.util.Objects;

/**
 * Tells where a change came from and what in its message decided it. The text, such as {@code kafka segment-3@1234 $[7] by $.traits.vip,
 * key $.userId}, is made only when somebody asks: all but a few changes are never asked for it.
 */
public final class ChangeOrigin {

    private static final long NO_LINE = 0;

    /** Tells nothing yet. */
    static final ChangeOrigin UNKNOWN = new ChangeOrigin(null, null, NO_LINE, null);

    private final String place;
    private final Location within;
    private final long line;
    private final String decided;

    private ChangeOrigin(String place, Location within, long line, String decided) {
        this.place = place;
        this.within = within;
        this.line = line;
        this.decided = decided;
    }

    /** Keeps a text as it is; {@code null} stays {@code null}: nobody knows the origin. */
    public static ChangeOrigin of(String text) {
        return text == null ? null : new ChangeOrigin(null, null, NO_LINE, text);
    }

    /** Returns the origin at a place, such as topic, partition and offset. */
    ChangeOrigin at(String where) {
        return new ChangeOrigin(where, null, NO_LINE, decided);
    }

    /** Returns the origin in a line of a file, from 1. */
    ChangeOrigin at(String file, long inLine) {
        return new ChangeOrigin(file, null, inLine, decided);
    }

    /** Returns the origin at a path in the document of a place. */
    ChangeOrigin at(String document, Location path) {
        return new ChangeOrigin(document, path, NO_LINE, decided);
    }

    /** Gives all that is known, as one text that {@link ChangeSource} reads. */
    public String text() {
        if (place == null) {
            return decided;
        }
        StringBuilder text = new StringBuilder(place);
        if (line != NO_LINE) {
            text.append(" line ").append(line);
        } else if (within != null) {
            text.append(' ').append(within.path());
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
