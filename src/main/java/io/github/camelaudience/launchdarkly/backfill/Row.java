package io.github.camelaudience.launchdarkly.backfill;

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

    /** Why a row is not sent at all. */
    record Fault(String reason, String detail) {

        /** It breaks the rules of CSV, or those that its columns must obey. */
        static Fault notCsv(String detail) {
            return new Fault("NOT_CSV", detail);
        }

        static Fault tooLarge(int maxLength) {
            return new Fault("TOO_LARGE", "expected at most " + maxLength + " bytes");
        }
    }

    Row faulty(Fault found) {
        return new Row(line, bytes, found);
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
