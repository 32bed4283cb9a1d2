package io.github.camelaudience.launchdarkly.core.rows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One line of a JSON Lines file, or one record of a CSV file.
 *
 * @param line  number of its first line in the file, from 1
 * @param bytes without the line break; only the beginning if it is too large
 * @param fault why it cannot be used, or {@code null}
 */
public record Row(long line, byte[] bytes, Fault fault) {

    /** How many bytes are kept of a row that is too large. */
    public static final int KEPT_OF_TOO_LARGE = 1024;

    /** The reason of a row or document that has too many bytes. */
    public static final String TOO_LARGE = "TOO_LARGE";

    /**
     * Why a row cannot be used at all.
     *
     * @param reason     one word of code
     * @param detail     a sentence that quotes nothing of the row
     * @param ofEachLine whether every line of it is to be reported on its own
     */
    public record Fault(String reason, String detail, boolean ofEachLine) {

        /** It breaks the rules of CSV, or those that its columns must obey. */
        public static Fault notCsv(String detail) {
            return new Fault("NOT_CSV", detail, false);
        }

        /** A record of several lines, of which some could be records as well. */
        public static Fault doubtful() {
            return new Fault(
                    "NOT_CSV",
                    "a quote is opened in one line and closed in another, and a line of those could be a row of its own:"
                            + " close the quote where it is missing, or take the line break out of the field",
                    true);
        }

        /** It is one document, which has too many bytes. */
        public static Fault documentTooLarge(int maxLength) {
            return new Fault(
                    TOO_LARGE,
                    "expected a document of at most " + maxLength
                            + " bytes: write one message per line, or raise maxDocumentSize",
                    false);
        }

        /** It has too many bytes. */
        public static Fault tooLarge(int maxLength) {
            return new Fault(TOO_LARGE, "expected at most " + maxLength + " bytes", false);
        }
    }

    /** The same row, which cannot be used. */
    public Row faulty(Fault found) {
        return new Row(line, bytes, found);
    }

    /** What is reported of one that cannot be used: itself, or its lines. */
    public List<Row> reported() {
        if (!fault.ofEachLine) {
            return List.of(this);
        }
        List<Row> lines = new ArrayList<>();
        int begin = 0;
        for (int at = 0; at <= bytes.length; at++) {
            if (at == bytes.length || bytes[at] == '\n') {
                int end = at > begin && bytes[at - 1] == '\r' ? at - 1 : at;
                lines.add(new Row(line + lines.size(), Arrays.copyOfRange(bytes, begin, end), fault));
                begin = at + 1;
            }
        }
        return lines;
    }

    /** Tells whether it holds nothing but blanks. */
    public boolean isBlank() {
        for (byte b : bytes) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }
}
