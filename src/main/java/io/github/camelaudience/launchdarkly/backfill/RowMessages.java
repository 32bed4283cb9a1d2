package io.github.camelaudience.launchdarkly.backfill;

/** Makes the document that is sent of a row. */
interface RowMessages {

    /** Rows of JSON are sent as they are. */
    RowMessages JSON = Row::bytes;

    byte[] message(Row row) throws UnusableRowException;

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
