package io.github.camelaudience.launchdarkly.sources.file;

import io.github.camelaudience.launchdarkly.core.json.GzipMembers;
import io.github.camelaudience.launchdarkly.core.json.Sha256;
import java.io.IOException;
import java.io.InputStream;

/** The bytes of a file as they are stored: counted, and known by their beginning. */
final class StoredBytes extends InputStream {

    private static final int PREFIX = 64 * 1024;

    private final InputStream in;
    private final byte[] prefix;
    private long count;

    StoredBytes(InputStream in) throws IOException {
        this.in = in;
        this.prefix = in.readNBytes(PREFIX);
    }

    /** How many were read or skipped. May be read by other threads, roughly. */
    long count() {
        return count;
    }

    boolean isGzip() {
        return GzipMembers.isGzip(prefix);
    }

    /** SHA-256 of the first 64 KiB. */
    String digest() {
        return Sha256.hex(prefix);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int n;
        if (count < prefix.length) {
            n = (int) Math.min(length, prefix.length - count);
            System.arraycopy(prefix, (int) count, target, offset, n);
        } else {
            n = in.read(target, offset, length);
        }
        count += Math.max(n, 0);
        return n;
    }

    @Override
    public long skip(long bytes) throws IOException {
        long n = count < prefix.length ? Math.min(bytes, prefix.length - count) : in.skip(bytes);
        count += n;
        return n;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
