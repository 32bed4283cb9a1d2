package io.github.camelaudience.launchdarkly.core.json;

/** Compares what stands between the quotes of a JSON string with a text, without making a text of it. */
public final class EscapedText {

    private static final int ESCAPE_LENGTH = 6;
    private static final int NONE = -1;

    private EscapedText() {}

    /** Tells whether the bytes mean this text; {@code false} also when an escape or the UTF-8 is broken. */
    public static boolean equals(byte[] doc, int start, int end, String text) {
        int pos = start;
        int matched = 0;
        while (pos < end) {
            byte b = doc[pos];
            int codePoint;
            if (b == '\\') {
                boolean hex = pos + 1 < end && doc[pos + 1] == 'u';
                codePoint = hex ? hex(doc, pos + 2, end) : pos + 1 < end ? escaped(doc[pos + 1]) : NONE;
                pos += hex ? ESCAPE_LENGTH : 2;
            } else if (b >= 0) {
                codePoint = b < ' ' ? NONE : b;
                pos++;
            } else {
                int length = Utf8.sequenceLength(doc, pos, end);
                codePoint = length == 0 ? NONE : Utf8.codePoint(doc, pos, length);
                pos += length;
            }
            if (codePoint > Character.MAX_VALUE && matched < text.length()) {
                if (text.charAt(matched++) != Character.highSurrogate(codePoint)) {
                    return false;
                }
                codePoint = Character.lowSurrogate(codePoint);
            }
            if (codePoint == NONE || matched == text.length() || text.charAt(matched++) != codePoint) {
                return false;
            }
        }
        return matched == text.length();
    }

    private static int escaped(byte letter) {
        return switch (letter) {
            case '"', '\\', '/' -> letter;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> NONE;
        };
    }

    private static int hex(byte[] doc, int start, int end) {
        if (start + 4 > end) {
            return NONE;
        }
        int unit = 0;
        for (int i = start; i < start + 4; i++) {
            int digit = doc[i] < 0 ? NONE : Character.digit(doc[i], 16);
            if (digit < 0) {
                return NONE;
            }
            unit = unit << 4 | digit;
        }
        return unit;
    }
}
