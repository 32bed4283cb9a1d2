package io.github.camelaudience.launchdarkly.backfill;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Cuts a stream into rows and holds one of them at a time. A row that is too large is skipped up to its end; nothing of
 * its neighbours is lost. Lines end with LF or CRLF, the last one with the file.
 */
final class RowReader implements Rows {

    private static final int BLOCK = 64 * 1024;
    /** A quote that is never closed must not swallow the file. */
    private static final int MAX_CSV_ROW = 64 * 1024;

    private static final int NO_CSV = -1;

    private enum Field {
        BEGINS,
        PLAIN,
        QUOTED,
        QUOTE_IN_QUOTED
    }

    private final InputStream in;
    private final int maxLength;
    private final int delimiter;

    private byte[] buffer = new byte[2 * BLOCK];
    private int start;
    private int limit;
    private boolean ended;
    private long position;
    private long line;

    private RowReader(InputStream in, int maxLength, int delimiter) {
        this.in = in;
        this.maxLength = maxLength;
        this.delimiter = delimiter;
    }

    /** A row is a line. */
    static RowReader ofLines(InputStream in, int maxLength) {
        return new RowReader(in, maxLength, NO_CSV);
    }

    /** A row is a record (RFC 4180): line breaks within quotes are part of it. */
    static RowReader ofCsv(InputStream in, int maxLength, char delimiter) {
        return new RowReader(in, Math.min(maxLength, MAX_CSV_ROW), delimiter);
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
        long ahead = newPosition - position;
        int buffered = (int) Math.min(ahead, limit - start);
        start += buffered;
        in.skipNBytes(ahead - buffered);
        position = newPosition;
        line = newLine;
    }

    /** Leaves out a byte order mark of UTF-8 at the beginning of the stream. */
    void skipByteOrderMark() throws IOException {
        while (limit - start < 3 && fill()) {
            // the first bytes may come one by one
        }
        int first = limit - start < 2 ? 0 : (buffer[start] & 0xFF) << 8 | buffer[start + 1] & 0xFF;
        if (first == 0xFEFF || first == 0xFFFE) {
            throw new UnusableFileException("expected UTF-8 but found UTF-16");
        }
        if (first == 0xEFBB && limit - start >= 3 && buffer[start + 2] == (byte) 0xBF) {
            start += 3;
            position += 3;
        }
    }

    @Override
    public Row next() throws IOException {
        Field field = Field.BEGINS;
        for (int at = start; ; at++) {
            if (at - start > maxLength) {
                return overlong(at);
            }
            while (at == limit) {
                int scanned = at - start;
                if (!fill()) {
                    return lastRow(field);
                }
                at = start + scanned;
            }
            byte b = buffer[at];
            if (b == '\n' && field != Field.QUOTED) {
                return row(at, 1, null);
            }
            if (delimiter != NO_CSV) {
                field = next(field, b);
            }
        }
    }

    private Field next(Field field, byte b) {
        return switch (field) {
            case QUOTED -> b == '"' ? Field.QUOTE_IN_QUOTED : Field.QUOTED;
            case QUOTE_IN_QUOTED -> b == '"' ? Field.QUOTED : b == delimiter ? Field.BEGINS : Field.PLAIN;
            case BEGINS -> b == '"' ? Field.QUOTED : b == delimiter ? Field.BEGINS : Field.PLAIN;
            case PLAIN -> b == delimiter ? Field.BEGINS : Field.PLAIN;
        };
    }

    private Row lastRow(Field field) {
        if (start == limit) {
            return null;
        }
        return field == Field.QUOTED ? unclosed(limit) : row(limit, 0, null);
    }

    /** Only the first line of it is given up: the next one may be a good row. */
    private Row unclosed(int end) {
        Row.Fault fault = Row.Fault.notCsv("a quote is opened and not closed");
        int lineBreak = lineBreak(start, end);
        return lineBreak < 0 ? row(end, 0, fault) : row(lineBreak, 1, fault);
    }

    private Row overlong(int end) throws IOException {
        if (lineBreak(start, end) >= 0) {
            return unclosed(end);
        }
        byte[] kept = Arrays.copyOfRange(buffer, start, Math.min(start + Row.KEPT_OF_TOO_LARGE, end));
        position += end - start;
        start = end;
        do {
            int lineBreak = lineBreak(start, limit);
            if (lineBreak >= 0) {
                row(lineBreak, 1, null);
                return new Row(line, kept, Row.Fault.tooLarge(maxLength));
            }
            position += limit - start;
            start = limit;
        } while (fill());
        return new Row(++line, kept, Row.Fault.tooLarge(maxLength));
    }

    private int lineBreak(int from, int to) {
        for (int i = from; i < to; i++) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private Row row(int end, int lineBreak, Row.Fault fault) {
        int stop = end > start && buffer[end - 1] == '\r' ? end - 1 : end;
        Row row = new Row(line + 1, Arrays.copyOfRange(buffer, start, stop), fault);
        line++;
        if (delimiter != NO_CSV) {
            for (int i = start; i < end; i++) {
                line += buffer[i] == '\n' ? 1 : 0;
            }
        }
        position += end + lineBreak - start;
        start = end + lineBreak;
        return row;
    }

    /** Reads on; {@code start} may move. False at the end. */
    private boolean fill() throws IOException {
        if (ended) {
            return false;
        }
        if (buffer.length - limit < BLOCK) {
            int length = limit - start;
            byte[] target = bufferFor(length);
            System.arraycopy(buffer, start, target, 0, length);
            buffer = target;
            start = 0;
            limit = length;
        }
        int n = in.read(buffer, limit, Math.min(BLOCK, buffer.length - limit));
        ended = n < 0;
        limit += Math.max(n, 0);
        return !ended;
    }

    /** One that holds so much of a row, and the next block; no larger than the largest row asks for. */
    private byte[] bufferFor(int length) {
        if (length <= BLOCK) {
            return buffer.length == 2 * BLOCK ? buffer : new byte[2 * BLOCK];
        }
        if (length + BLOCK <= buffer.length) {
            return buffer;
        }
        return new byte[(int) Math.max(length + BLOCK, Math.min(2L * length, maxLength + 2L * BLOCK))];
    }
}
