package io.github.camelaudience.launchdarkly.sources.file;

/** Makes the document that is sent of a row. */
interface RowMessages {

    /** Rows of JSON are sent as they are. */
    RowMessages JSON = Row::bytes;

    byte[] message(Row row) throws UnusableRowException;

    /**
     * What is kept of a row that was rejected.
     *
     * @param path    where in its message
     * @param message the one that was rejected, or {@code null} if none was sent
     */
    default RejectedRow rejected(Row row, String reason, String path, String detail, byte[] message) {
        return RejectedRow.of(row.line(), reason, path, detail, message == null ? row.bytes() : message);
    }

    /** The row cannot be sent; the rest of its file can. */
    final class UnusableRowException extends Exception {

        private static final long serialVersionUID = 1L;

        private final transient Row.Fault fault;

        UnusableRowException(Row.Fault fault) {
            super(fault.detail());
            this.fault = fault;
        }

        Row.Fault fault() {
            return fault;
        }
    }
}
