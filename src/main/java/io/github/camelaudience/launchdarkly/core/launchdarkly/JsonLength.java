package io.github.camelaudience.launchdarkly.core.launchdarkly;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/** Counts what a text takes in JSON. */
public final class JsonLength {

    private JsonLength() {}

    /** Counts the bytes of a JSON string's content in UTF-8, without its quotes; plain text without a copy. */
    public static int of(String text) {
        return isPlain(text) ? text.length() : JsonStringEncoder.getInstance().quoteAsUTF8(text).length;
    }

    /** Tells whether each character is a byte that stands for itself in a JSON string. */
    public static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }
}
