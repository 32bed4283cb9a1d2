package io.github.camelaudience.launchdarkly.core.json;

/**
 * Goes once over a broken object or array, by quotes and brackets, to where its brackets balance. Notes whether the
 * quotes are to be believed: in JSON a string stands between brackets, commas and colons, and where one is missing or
 * too many the next string stands in the middle of a word.
 */
public final class BracketScan {

    private final byte[] doc;
    private final int start;
    private final int limit;
    private final boolean inArray;
    private final boolean crossing;
    private int end;
    private boolean closed;
    private boolean doubtful;

    /**
     * Scans from the bracket at {@code start}.
     *
     * @param inArray  whether a square bracket that closes nothing of the value ends it
     * @param crossing whether strings go on over line breaks; a doubtful one is then given up at the next line break
     */
    public BracketScan(byte[] doc, int start, int limit, boolean inArray, boolean crossing) {
        this.doc = doc;
        this.start = start;
        this.limit = limit;
        this.inArray = inArray;
        this.crossing = crossing;
        this.end = scan();
    }

    /**
     * Returns the index where the brackets balance; else where to go on: a line that opens in its first column, or the
     * limit.
     */
    public int end() {
        return end;
    }

    public boolean isClosed() {
        return closed;
    }

    public boolean isDoubtful() {
        return doubtful;
    }

    private int scan() {
        OpenBrackets open = new OpenBrackets();
        int pos = start;
        while (pos < limit) {
            byte b = doc[pos];
            switch (b) {
                case '"' -> {
                    int close = crossing
                            ? LexicalScan.skipString(doc, pos, limit)
                            : LexicalScan.skipStringInLine(doc, pos, limit);
                    doubtful |= !isPlausible(doc, start, pos, close, limit);
                    pos = close;
                    continue;
                }
                case '{' -> open.push(true);
                case '[' -> open.push(false);
                case '}', ']' -> {
                    if (!open.close(b == '}')) {
                        if (inArray && b == ']') {
                            closed = true;
                            return pos;
                        }
                    } else if (open.isEmpty()) {
                        closed = true;
                        return pos + 1;
                    }
                }
                case '\n', '\r' -> {
                    if ((crossing && doubtful) || LexicalScan.opensLine(doc, pos + 1, limit)) {
                        return pos + 1;
                    }
                }
                default -> {
                    // nothing that moves a boundary
                }
            }
            pos++;
        }
        return limit;
    }

    /**
     * Tells whether the string from {@code open} to {@code close} stands where strings stand in JSON, and is closed.
     */
    public static boolean isPlausible(byte[] doc, int start, int open, int close, int limit) {
        if (close - open < 2 || doc[close - 1] != '"') {
            return false;
        }
        int after = close;
        while (after < limit && (doc[after] == ' ' || doc[after] == '\t')) {
            after++;
        }
        if (after < limit && !mayFollow(doc[after])) {
            return false;
        }
        int before = open - 1;
        while (before >= start && LexicalScan.isSpace(doc[before])) {
            before--;
        }
        if (before < start) {
            return true;
        }
        byte b = doc[before];
        return b == ',' || b == ':' || b == '{' || b == '[';
    }

    private static boolean mayFollow(byte b) {
        return b == ',' || b == ':' || b == '}' || b == ']' || LexicalScan.isLineBreak(b);
    }
}
