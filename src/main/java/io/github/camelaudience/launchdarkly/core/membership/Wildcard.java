package io.github.camelaudience.launchdarkly.core.membership;

import java.util.List;

/**
 * Matches texts against a pattern in which each star stands for any text, even none, and the rest for itself (rule F7).
 *
 * @param text   as written
 * @param pieces what stands between the stars
 */
public record Wildcard(String text, List<String> pieces) {

    /** Keeps a copy of the pieces. */
    public Wildcard {
        pieces = List.copyOf(pieces);
    }

    /** Reads a pattern; every text is one. */
    public static Wildcard of(String text) {
        return new Wildcard(text, List.of(text.split("\\*", -1)));
    }

    /** Tells whether the reference reads the pattern the same way: one star, at one end. */
    public boolean isPrefixOrSuffix() {
        return pieces.size() == 2 && (pieces.get(0).isEmpty() || pieces.get(1).isEmpty());
    }

    /** Tells whether the whole of the text matches, with regard to case. */
    public boolean matches(String candidate) {
        int last = pieces.size() - 1;
        if (last == 0) {
            return candidate.equals(text);
        }
        if (!candidate.startsWith(pieces.get(0))) {
            return false;
        }
        int at = pieces.get(0).length();
        for (String piece : pieces.subList(1, last)) {
            int found = candidate.indexOf(piece, at);
            if (found < 0) {
                return false;
            }
            at = found + piece.length();
        }
        return candidate.length() - pieces.get(last).length() >= at && candidate.endsWith(pieces.get(last));
    }
}
