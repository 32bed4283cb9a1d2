package io.github.camelaudience.launchdarkly.core.trigger;

import java.util.List;

/**
 * The pattern of {@code match()}: each star stands for any text, even none; the rest for itself (rule F7).
 *
 * @param text   as written
 * @param pieces what stands between the stars
 */
record Wildcard(String text, List<String> pieces) {

    static Wildcard of(String text) {
        return new Wildcard(text, List.of(text.split("\\*", -1)));
    }

    /** Whether the reference reads the pattern the same way: one star, at one end. */
    boolean isPrefixOrSuffix() {
        return pieces.size() == 2 && (pieces.get(0).isEmpty() || pieces.get(1).isEmpty());
    }

    boolean matches(String candidate) {
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
