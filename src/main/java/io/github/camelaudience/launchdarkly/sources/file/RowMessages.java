package io.github.camelaudience.launchdarkly.sources.file;

import io.github.camelaudience.launchdarkly.core.rows.Row;
import io.github.camelaudience.launchdarkly.core.rows.UnusableRowException;

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
}
