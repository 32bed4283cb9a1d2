package io.github.camelaudience.launchdarkly.core.json;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Unpacks gzip (RFC 1952) of any number of members, wherever gzip comes from: files, HTTP, records. Unlike
 * {@code java.util.zip.GZIPInputStream} it takes nothing that follows a member for the end: what is neither a further
 * member nor zeros or white space around one, or is cut short, is an error. Nobody who reads to the end has missed a byte.
 */
public final class GzipMembers extends InputStream {

    private static final int MAGIC_1 = 0x1F;
    private static final int MAGIC_2 = 0x8B;

    private static final int DEFLATE = 8;
    private static final int HAS_CRC = 2;
    private static final int HAS_EXTRA = 4;
    private static final int HAS_NAME = 8;
    private static final int HAS_COMMENT = 16;

    private final InputStream in;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] buffer = new byte[64 * 1024];
    private int start;
    private int limit;
    private boolean inMember;
    private boolean first = true;

    /** Unpacks the stream, and closes it with this one. */
    public GzipMembers(InputStream in) {
        this.in = in;
    }

    /** Tells whether bytes begin as gzip does, and as no text. */
    public static boolean isGzip(byte[] bytes) {
        return isGzip(bytes, 0, bytes.length);
    }

    /** Tells whether the bytes of a range begin as gzip does, and as no text. */
    public static boolean isGzip(byte[] bytes, int start, int end) {
        return end - start >= 2 && (bytes[start] & 0xFF) == MAGIC_1 && (bytes[start + 1] & 0xFF) == MAGIC_2;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (inMember || nextMember()) {
            try {
                int n = inflater.inflate(target, offset, length);
                if (n > 0) {
                    crc.update(target, offset, n);
                    return n;
                }
            } catch (DataFormatException e) {
                throw new IOException("the gzip is damaged", e);
            }
            if (inflater.finished()) {
                start = limit - inflater.getRemaining();
                endMember();
            } else if (inflater.needsDictionary()) {
                throw new IOException("the gzip is damaged");
            } else {
                start = limit;
                need();
                inflater.setInput(buffer, start, limit - start);
            }
        }
        return -1;
    }

    private boolean nextMember() throws IOException {
        if (!first) {
            skipPadding();
        }
        if (!more()) {
            if (first) {
                throw new EOFException("expected gzip");
            }
            return false;
        }
        if (next() != MAGIC_1 || next() != MAGIC_2 || next() != DEFLATE) {
            throw new IOException(
                    first
                            ? "expected gzip"
                            : "expected the end or one more member of the gzip but found something else behind a member");
        }
        first = false;
        int flags = next();
        skip(6); // time, extra flags, operating system
        if ((flags & HAS_EXTRA) != 0) {
            skip(next() | next() << 8);
        }
        if ((flags & HAS_NAME) != 0) {
            skipText();
        }
        if ((flags & HAS_COMMENT) != 0) {
            skipText();
        }
        if ((flags & HAS_CRC) != 0) {
            skip(2);
        }
        inflater.reset();
        inflater.setInput(buffer, start, limit - start);
        crc.reset();
        inMember = true;
        return true;
    }

    /** Tapes and some tools fill up with zeros, others put a line break between what they append. */
    private void skipPadding() throws IOException {
        while (more() && (buffer[start] == 0 || LexicalScan.isSpace(buffer[start]))) {
            start++;
        }
    }

    private void endMember() throws IOException {
        long written = inflater.getBytesWritten();
        if (number() != crc.getValue() || number() != (written & 0xFFFFFFFFL)) {
            throw new IOException("the gzip is damaged: its checksum differs");
        }
        inMember = false;
    }

    private long number() throws IOException {
        return next() | next() << 8 | next() << 16 | (long) next() << 24;
    }

    private void skip(int bytes) throws IOException {
        for (int i = 0; i < bytes; i++) {
            next();
        }
    }

    private void skipText() throws IOException {
        while (next() != 0) {
            // up to the zero at its end
        }
    }

    private int next() throws IOException {
        need();
        return buffer[start++] & 0xFF;
    }

    private void need() throws IOException {
        if (!more()) {
            throw new EOFException("the gzip is cut short");
        }
    }

    private boolean more() throws IOException {
        if (start == limit) {
            start = 0;
            limit = Math.max(0, in.read(buffer, 0, buffer.length));
        }
        return start < limit;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }
}
