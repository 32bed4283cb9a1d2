package io.github.camelaudience.launchdarkly.core.rows;

import java.io.IOException;

/** The rows of a file, one after the other. */
public interface Rows {

    /** The next row, or {@code null} at the end. */
    Row next() throws IOException;

    /** Bytes of the unpacked content up to the end of the last row. */
    long position();

    /** Lines up to the end of the last row. */
    long line();

    /** Goes on behind the row that ended there. */
    void skipTo(long newPosition, long newLine) throws IOException;
}
