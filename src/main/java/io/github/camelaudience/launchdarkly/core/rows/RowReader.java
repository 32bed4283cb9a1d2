package io.github.camelaudience.launchdarkly.core.rows;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Cuts a stream into rows and holds one of them at a time. A row that is too large is skipped up to its end; nothing of
 * its neighbours is lost. Lines end with LF or CRLF, or all of them with CR, and the last one with the file.
 *
 * <p>A CSV record goes on over line breaks in quotes (RFC 4180) as long as there is no doubt that it is one. If what
 * begins in a line and goes on in others has an end that is none, or another number of fields than the header line, the
 * quote is a mistake in its first line: that line alone is given up. If it could be a record, but so could lines
 * within it, all of them are: nobody can tell whether a person's name holds a line that looks like a row, or a row lost
 * its closing quote.
 *
 * <p>Every line is looked at a few times at most: a line with an odd number of quotes cannot lie within a record, so what
 * a quote opens is followed no further than the next such line.
 */
public final class RowReader implements Rows {

    private static final int BLOCK = 64 * 1024;
    /** A quote that is never closed must not swallow the file. */
    private static final int MAX_CSV_ROW = 64 * 1024;

    private static final int NO_CSV = -1;
    private static final int ANY = -1;

    private enum Field {
        BEGINS,
        PLAIN,
        QUOTED,
        QUOTE_IN_QUOTED,
        CLOSED,
        BROKEN
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
    private byte lineEnd = '\n';
    private int fields = ANY;

    // The line that was looked at last. Offsets count from start.
    private int stop;
    private int next;
    private Field state;
    private int delimiters;

    private RowReader(InputStream in, int maxLength, int delimiter) {
        this.in = in;
        this.maxLength = maxLength;
        this.delimiter = delimiter;
    }

    /** A row is a line. */
    public static RowReader ofLines(InputStream in, int maxLength) {
        return new RowReader(in, maxLength, NO_CSV);
    }

    /** A row is a record (RFC 4180): line breaks within quotes are part of it. */
    public static RowReader ofCsv(InputStream in, int maxLength, char delimiter) {
        return new RowReader(in, Math.min(maxLength, MAX_CSV_ROW), delimiter);
    }

    /** So many fields has a record from here on, as the header line has. */
    public void expectFields(int count) {
        fields = count;
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
    public void skipByteOrderMark() throws IOException {
        while (limit - start < 3 && fill()) {
            // the first bytes may come one by one
        }
        int first = limit - start < 2 ? 0 : (buffer[start] & 0xFF) << 8 | buffer[start + 1] & 0xFF;
        if (first == 0xFEFF || first == 0xFFFE) {
            throw new NotUtf8Exception(
                    "expected UTF-8 but found UTF-16: write it as UTF-8, or name its charset where the file comes from");
        }
        if (first == 0xEFBB && limit - start >= 3 && buffer[start + 2] == (byte) 0xBF) {
            start += 3;
            position += 3;
        }
    }

    /**
     * Finds out at the beginning of the stream how its lines end. In CSV the first line break outside quotes shows it;
     * JSON may have a CR anywhere, so there it ends lines only if there is no LF.
     */
    public void findLineEnd() throws IOException {
        boolean quoted = false;
        boolean carriageReturn = false;
        for (int at = 0; at < BLOCK && available(at); at++) {
            byte b = buffer[start + at];
            quoted ^= delimiter != NO_CSV && b == '"';
            if (b == '\n' && !quoted) {
                return;
            }
            if (b == '\r' && !quoted && !(available(at + 1) && buffer[start + at + 1] == '\n')) {
                carriageReturn = true;
                if (delimiter != NO_CSV) {
                    break;
                }
            }
        }
        if (carriageReturn) {
            lineEnd = '\r';
        }
    }

    @Override
    public Row next() throws IOException {
        if (!available(0)) {
            return null;
        }
        if (!line(0, Field.BEGINS)) {
            return overlong();
        }
        return state == Field.QUOTED ? lines() : row(stop, next, null);
    }

    /** What begins in the line that was looked at last, where a quote is open at its end. */
    private Row lines() throws IOException {
        int firstStop = stop;
        int firstNext = next;
        int found = delimiters;
        boolean doubtful = false;
        while (state == Field.QUOTED) {
            int from = next;
            if (!available(from)) {
                return row(firstStop, firstNext, Row.Fault.notCsv("a quote is opened and not closed"));
            }
            doubtful = doubtful || isRecord(from);
            if (!line(from, Field.QUOTED)) {
                return row(
                        firstStop,
                        firstNext,
                        Row.Fault.notCsv("a quote is opened and not closed within " + maxLength + " bytes"));
            }
            found += delimiters;
        }
        if (state == Field.BROKEN || fields != ANY && found + 1 != fields) {
            return row(
                    firstStop,
                    firstNext,
                    Row.Fault.notCsv("a quote is opened and not closed: with the lines behind it it makes no record"));
        }
        return row(stop, next, doubtful ? Row.Fault.doubtful() : null);
    }

    /** Whether a record begins there, at the beginning of a line. What was looked at last is another line then. */
    private boolean isRecord(int from) throws IOException {
        if (fields == ANY || !lineOf(from, from, Field.BEGINS)) {
            return false;
        }
        int found = delimiters;
        while (state == Field.QUOTED) {
            if (!available(next) || !lineOf(from, next, Field.QUOTED)) {
                return false;
            }
            found += delimiters;
        }
        return state != Field.BROKEN && found + 1 == fields;
    }

    private boolean line(int from, Field begins) throws IOException {
        return lineOf(0, from, begins);
    }

    /** Looks at a line; false if what began in {@code first} gets too large with it. */
    private boolean lineOf(int first, int from, Field begins) throws IOException {
        int at = from;
        while (available(at) && buffer[start + at] != lineEnd) {
            if (at - first >= maxLength) {
                return false;
            }
            at++;
        }
        stop = at;
        next = at;
        if (available(at)) {
            next = at + 1;
            if (lineEnd == '\r') {
                next += available(next) && buffer[start + next] == '\n' ? 1 : 0;
            } else if (stop > from && buffer[start + stop - 1] == '\r') {
                stop--;
            }
        }
        if (delimiter != NO_CSV) {
            readFields(from, begins);
        }
        return true;
    }

    private void readFields(int from, Field begins) {
        Field field = begins;
        int ends = 0;
        for (int i = start + from; i < start + stop && field != Field.BROKEN; i++) {
            byte b = buffer[i];
            ends += b == delimiter && field != Field.QUOTED ? 1 : 0;
            field = field(field, b);
        }
        state = field;
        delimiters = ends;
    }

    private Field field(Field field, byte b) {
        return switch (field) {
            case QUOTED -> b == '"' ? Field.QUOTE_IN_QUOTED : Field.QUOTED;
            case QUOTE_IN_QUOTED -> b == '"' ? Field.QUOTED : closed(b);
            case CLOSED -> closed(b);
            case BEGINS -> b == '"' ? Field.QUOTED : b == delimiter || CsvRecord.isBlank(b) ? Field.BEGINS : plain(b);
            case PLAIN -> b == delimiter ? Field.BEGINS : plain(b);
            case BROKEN -> field;
        };
    }

    private Field closed(byte b) {
        return b == delimiter ? Field.BEGINS : CsvRecord.isBlank(b) ? Field.CLOSED : Field.BROKEN;
    }

    private static Field plain(byte b) {
        return b == '"' || b == '\r' || b == '\n' ? Field.BROKEN : Field.PLAIN;
    }

    /** The line that is too large is skipped up to its end. */
    private Row overlong() throws IOException {
        byte[] kept = Arrays.copyOfRange(buffer, start, start + Math.min(Row.KEPT_OF_TOO_LARGE, maxLength + 1));
        while (available(0)) {
            int length = 0;
            while (start + length < limit && buffer[start + length] != lineEnd) {
                length++;
            }
            boolean ends = start + length < limit;
            position += length;
            start += length;
            if (ends) {
                line(0, Field.BEGINS);
                position += next;
                start += next;
                break;
            }
        }
        return new Row(++line, kept, Row.Fault.tooLarge(maxLength));
    }

    /** The row up to there; lines are counted as they end. */
    private Row row(int rowStop, int rowNext, Row.Fault fault) {
        Row row = new Row(line + 1, Arrays.copyOfRange(buffer, start, start + rowStop), fault);
        line++;
        for (int i = start; delimiter != NO_CSV && i < start + rowStop; i++) {
            line += buffer[i] == lineEnd ? 1 : 0;
        }
        position += rowNext;
        start += rowNext;
        return row;
    }

    /** Whether there is a byte, counted from {@code start}. */
    private boolean available(int offset) throws IOException {
        while (start + offset >= limit) {
            if (!fill()) {
                return false;
            }
        }
        return true;
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
