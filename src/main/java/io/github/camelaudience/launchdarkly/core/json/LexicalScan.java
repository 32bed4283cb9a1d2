package io.github.camelaudience.launchdarkly.core.json;

/**
 * Finds where JSON values end by looking at quotes and brackets only. It needs no valid JSON, so it can step over what
 * a parser refuses; on valid JSON its answers are exact. Every method takes one pass and no recursion.
 */
public final class LexicalScan {

    /** No bracket of this kind ends the scan. */
    private static final int NO_CLOSER = 0;

    private LexicalScan() {}

    /** Returns the index of the first byte at or after {@code pos} that is no JSON white space, or {@code end}. */
    public static int skipSpace(byte[] doc, int pos, int end) {
        while (pos < end && isSpace(doc[pos])) {
            pos++;
        }
        return pos;
    }

    /** Returns the end of the range without its trailing white space. */
    public static int trimEnd(byte[] doc, int start, int end) {
        while (end > start && isSpace(doc[end - 1])) {
            end--;
        }
        return end;
    }

    /** Tells whether it is white space of JSON. */
    public static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    /**
     * Returns the index after the closing quote of the string that opens at {@code pos}, or {@code end} when it never
     * closes.
     */
    public static int skipString(byte[] doc, int pos, int end) {
        for (int i = pos + 1; i < end; i++) {
            byte b = doc[i];
            if (b == '"') {
                return i + 1;
            }
            if (b == '\\') {
                i++;
            }
        }
        return end;
    }

    /**
     * Returns the index after the closing quote of the string that opens at {@code pos}, or of the line break before
     * which it does not close, or {@code end}.
     */
    public static int skipStringInLine(byte[] doc, int pos, int end) {
        for (int i = pos + 1; i < end; i++) {
            byte b = doc[i];
            if (b == '"') {
                return i + 1;
            }
            if (isLineBreak(b)) {
                return i;
            }
            if (b == '\\' && i + 1 < end && !isLineBreak(doc[i + 1])) {
                i++;
            }
        }
        return end;
    }

    /** Tells whether it is a line feed or a carriage return. */
    public static boolean isLineBreak(byte b) {
        return b == '\n' || b == '\r';
    }

    /** Tells whether an object or array opens at {@code pos}, which is the first of its line. */
    public static boolean opensLine(byte[] doc, int pos, int end) {
        return pos < end && (doc[pos] == '{' || doc[pos] == '[');
    }

    /**
     * Returns the index of the comma or bracket that ends the array element at {@code pos}, or {@code end} when there
     * is none.
     */
    public static int elementEnd(byte[] doc, int pos, int end) {
        return scan(doc, pos, end, ']');
    }

    /** Index of the comma or brace that ends the member value at {@code pos}, or {@code end} when there is none. */
    static int memberEnd(byte[] doc, int pos, int end) {
        return scan(doc, pos, end, '}');
    }

    /** Tells whether the object or array that opens at {@code pos} closes before {@code end}. */
    public static boolean closes(byte[] doc, int pos, int end) {
        return scan(doc, pos, end, NO_CLOSER) < end;
    }

    /** Levels of objects and arrays in the well-formed JSON of the range. */
    public static int depth(byte[] doc, int start, int end) {
        int depth = 0;
        int deepest = 0;
        for (int pos = start; pos < end; pos++) {
            switch (doc[pos]) {
                case '"' -> pos = skipString(doc, pos, end) - 1;
                case '{', '[' -> deepest = Math.max(deepest, ++depth);
                case '}', ']' -> depth--;
                default -> {
                    // nothing that nests
                }
            }
        }
        return deepest;
    }

    /**
     * A closing bracket closes the nearest open one of its kind, whatever was left open within it. One that has nothing
     * to close ends the scan if it is the {@code closer}, and is stepped over if not.
     */
    private static int scan(byte[] doc, int pos, int end, int closer) {
        OpenBrackets open = new OpenBrackets();
        while (pos < end) {
            byte b = doc[pos];
            switch (b) {
                case '"' -> {
                    pos = skipString(doc, pos, end);
                    continue;
                }
                case '{' -> open.push(true);
                case '[' -> open.push(false);
                case '}', ']' -> {
                    boolean closed = open.close(b == '}');
                    if (closed ? closer == NO_CLOSER && open.isEmpty() : b == closer) {
                        return pos;
                    }
                }
                case ',' -> {
                    if (closer != NO_CLOSER && open.isEmpty()) {
                        return pos;
                    }
                }
                default -> {
                    // nothing that moves a boundary
                }
            }
            pos++;
        }
        return end;
    }
}
