package io.github.camelaudience.launchdarkly.core.membership;

/** Knows what the rules say of text: when it counts as blank, and when it can be sent at all. */
public final class Text {

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private Text() {}

    /** Tells whether it is empty, or nothing but white space of any script, no-break spaces included (rule D7). */
    public static boolean isBlank(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isWhitespace(c) && !Character.isSpaceChar(c) && c != BYTE_ORDER_MARK) {
                return false;
            }
        }
        return true;
    }

    /** Tells whether every surrogate has its partner, so that the text survives encoding as UTF-8 (rule D13). */
    public static boolean isWellFormed(String text) {
        return unpairedSurrogate(text, 0) < 0;
    }

    /** Returns the index of the first surrogate without a partner at or after {@code from}, or -1. */
    public static int unpairedSurrogate(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }

    /**
     * Returns at most so many characters of it, without half of a pair, and with an ellipsis in place of what is left
     * out.
     */
    public static String beginning(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        int end = length - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + '\u2026';
    }

    /** Compares without the case of ASCII letters only; {@code lowerCase} must be lower-case ASCII (rule D1). */
    public static boolean equalsIgnoreAsciiCase(String text, String lowerCase) {
        if (text.length() != lowerCase.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char lower = c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
            if (lower != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
