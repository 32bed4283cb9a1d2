package io.github.camelaudience.launchdarkly.sources.file;

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
record Row(long line, byte[] bytes, Fault fault) {

    /** How many bytes are kept of a row that is too large. */
    static final int KEPT_OF_TOO_LARGE = 1024;

    static final String TOO_LARGE = "TOO_LARGE";

    /**
     * Why a row is not sent at all.
     *
     * @param ofEachLine whether every line of it is to be reported on its own
     */
    record Fault(String reason, String detail, boolean ofEachLine) {

        /** It breaks the rules of CSV, or those that its columns must obey. */
        static Fault notCsv(String detail) {
            return new Fault("NOT_CSV", detail, false);
        }

        /** A record of several lines, of which some could be records as well. */
        static Fault doubtful() {
            return new Fault(
                    "NOT_CSV",
                    "a quote is opened in one line and closed in another, and a line of those could be a row of its own:"
                            + " close the quote where it is missing, or take the line break out of the field",
                    true);
        }

        static Fault documentTooLarge(int maxLength) {
            return new Fault(
                    TOO_LARGE,
                    "expected a document of at most " + maxLength
                            + " bytes: write one message per line, or raise maxDocumentSize",
                    false);
        }

        static Fault tooLarge(int maxLength) {
            return new Fault(TOO_LARGE, "expected at most " + maxLength + " bytes", false);
        }
    }

    Row faulty(Fault found) {
        return new Row(line, bytes, found);
    }

    /** What is reported of one that cannot be used: itself, or its lines. */
    List<Row> reported() {
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

    boolean isBlank() {
        for (byte b : bytes) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }
}
