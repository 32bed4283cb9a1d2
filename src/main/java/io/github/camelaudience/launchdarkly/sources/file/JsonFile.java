package io.github.camelaudience.launchdarkly.sources.file;

import io.github.camelaudience.launchdarkly.core.rows.RowReader;
import io.github.camelaudience.launchdarkly.core.rows.Rows;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;

/**
 * Finds out whether a file that is called {@code .json} is one JSON document, or holds one per line, as exports of
 * warehouses do. Looks no further than it must.
 */
final class JsonFile {

    private enum Shape {
        DOCUMENT,
        LINES,
        OPEN
    }

    private static final int FIRST_LOOK = 8 * 1024;
    /** So far it looks for a line that is a document of its own, in a file that began as a document does. */
    private static final int LONGEST_LOOK = 1024 * 1024;

    private final byte[] head;
    private final boolean whole;

    private JsonFile(byte[] head, boolean whole) {
        this.head = head;
        this.whole = whole;
    }

    /** The rows of a file: one if it is a document. */
    static Rows rows(InputStream content, int maxLength) throws IOException {
        long longest = maxLength + 1L;
        byte[] head = content.readNBytes((int) Math.min(FIRST_LOOK, longest));
        JsonFile file = new JsonFile(head, head.length < FIRST_LOOK);
        Shape shape = file.shape();
        while (shape == Shape.OPEN && !file.whole && head.length < longest && !file.isLookedAtEnough()) {
            byte[] more = content.readNBytes((int) Math.min(head.length, longest - head.length));
            boolean ends = more.length == 0;
            head = Arrays.copyOf(head, head.length + more.length);
            System.arraycopy(more, 0, head, head.length - more.length, more.length);
            file = new JsonFile(head, ends);
            shape = file.shape();
        }
        InputStream all = new SequenceInputStream(new ByteArrayInputStream(head), content);
        boolean oneLine = head.length == longest && !file.hasLineBreak(0, head.length);
        if (shape == Shape.DOCUMENT || shape == Shape.OPEN && !oneLine) {
            return new WholeDocument(all, maxLength);
        }
        RowReader lines = RowReader.ofLines(all, maxLength);
        lines.skipByteOrderMark();
        lines.findLineEnd();
        return lines;
    }

    private boolean isLookedAtEnough() {
        return head.length >= LONGEST_LOOK && hasLineBreak(0, head.length);
    }

    private Shape shape() {
        int at = skipSpace(head.length >= 3 && head[0] == (byte) 0xEF ? 3 : 0);
        if (at == head.length) {
            return whole ? Shape.DOCUMENT : Shape.OPEN;
        }
        if (head[at] != '{' && head[at] != '[') {
            return Shape.LINES;
        }
        int end = valueEnd(at, false);
        if (end > 0) {
            int next = skipSpace(end);
            boolean alone = next == head.length;
            return alone && !whole ? Shape.OPEN : alone || hasLineBreak(at, end) ? Shape.DOCUMENT : Shape.LINES;
        }
        return hasLineOfItsOwn(at) ? Shape.LINES : Shape.OPEN;
    }

    /**
     * Whether a line is an object or array where none may begin: not behind a comma, a colon or an opening bracket. A
     * well-formed document has none; one per line has it behind its first line, even if that is damaged.
     */
    private boolean hasLineOfItsOwn(int from) {
        int last = from;
        for (int at = from; at < head.length; at++) {
            byte b = head[at];
            if (b == '\n') {
                int begin = skipSpace(at + 1);
                boolean possible = ",:[{".indexOf(head[last]) < 0;
                if (possible && begin < head.length && (head[begin] == '{' || head[begin] == '[')) {
                    int end = valueEnd(begin, true);
                    if (end > 0 && isLineEnd(end)) {
                        return true;
                    }
                }
                at = begin - 1; // all line breaks of a run have the same behind them
            } else if (!isSpace(b)) {
                last = at;
            }
        }
        return false;
    }

    private boolean isLineEnd(int from) {
        int at = from;
        while (at < head.length && isSpace(head[at])) {
            if (head[at++] == '\n') {
                return true;
            }
        }
        return at == head.length && whole;
    }

    /** Where the brackets that open at {@code from} are closed; 0 if they are not, or a string holds a line break. */
    private int valueEnd(int from, boolean inLine) {
        int depth = 0;
        boolean quoted = false;
        for (int at = from; at < head.length; at++) {
            byte b = head[at];
            if (b == '\n' && (quoted || inLine)) {
                return 0;
            }
            if (quoted) {
                at += b == '\\' ? 1 : 0;
                quoted = b != '"';
            } else if (b == '"') {
                quoted = true;
            } else if (b == '{' || b == '[') {
                depth++;
            } else if ((b == '}' || b == ']') && --depth == 0) {
                return at + 1;
            }
        }
        return 0;
    }

    private boolean hasLineBreak(int from, int to) {
        for (int at = from; at < to; at++) {
            if (head[at] == '\n') {
                return true;
            }
        }
        return false;
    }

    private int skipSpace(int from) {
        int at = from;
        while (at < head.length && isSpace(head[at])) {
            at++;
        }
        return at;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }
}
