package io.github.camelaudience.launchdarkly.sources.file;

import io.github.camelaudience.launchdarkly.core.rows.Row;
import io.github.camelaudience.launchdarkly.core.rows.Rows;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/** A file that is one JSON document is a single row, which begins in line 1. */
final class WholeDocument implements Rows {

    private final InputStream in;
    private final int maxLength;
    private long position;
    private long line;
    private boolean read;

    WholeDocument(InputStream in, int maxLength) {
        this.in = in;
        this.maxLength = maxLength;
    }

    @Override
    public Row next() throws IOException {
        if (read) {
            return null;
        }
        read = true;
        byte[] bytes = in.readNBytes(maxLength + 1);
        position += bytes.length + in.transferTo(OutputStream.nullOutputStream());
        line = 1;
        if (bytes.length > maxLength) {
            int kept = Math.min(Row.KEPT_OF_TOO_LARGE, bytes.length);
            return new Row(1, Arrays.copyOf(bytes, kept), Row.Fault.documentTooLarge(maxLength));
        }
        return new Row(1, bytes, null);
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public long line() {
        return line;
    }

    @Override
    public void skipTo(long newPosition, long newLine) throws IOException {
        if (newPosition > 0) {
            next();
        }
    }
}
