package io.github.camelaudience.launchdarkly.core.json;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Gives text of any charset as UTF-8. Bytes that the charset does not have become one that UTF-8 does not have: whatever
 * row they are in is refused as every row that is no UTF-8, and no two people become one.
 */
public final class Utf8Stream extends InputStream {

    private static final int BLOCK = 16 * 1024;
    private static final byte NO_UTF_8 = (byte) 0xFF;

    private final InputStream in;
    private final CharsetDecoder decoder;
    private final ByteBuffer stored = ByteBuffer.allocate(BLOCK).flip();
    private final CharBuffer chars = CharBuffer.allocate(BLOCK);
    private ByteBuffer text = ByteBuffer.allocate(0);
    private boolean ended;
    private boolean flushed;

    /** Reads bytes that are in that charset. */
    public Utf8Stream(InputStream in, Charset charset) {
        this.in = in;
        this.decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    /** Does the same at once; returns the very bytes if nothing has to be done. */
    public static byte[] convert(byte[] bytes, Charset charset) {
        if (charset.equals(StandardCharsets.UTF_8)) {
            return bytes;
        }
        try (Utf8Stream in = new Utf8Stream(new ByteArrayInputStream(bytes), charset)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e); // there is nothing that could fail
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        while (!text.hasRemaining()) {
            if (flushed) {
                return -1;
            }
            decode();
        }
        int n = Math.min(length, text.remaining());
        text.get(target, offset, n);
        return n;
    }

    private void decode() throws IOException {
        CoderResult result = decoder.decode(stored, chars, ended);
        if (result.isError()) {
            stored.position(stored.position() + result.length());
            encode(true);
        } else if (result.isOverflow()) {
            encode(false);
        } else if (ended) {
            flushed = !decoder.flush(chars).isOverflow();
            encode(false);
        } else {
            stored.compact();
            int n = in.read(stored.array(), stored.position(), stored.remaining());
            ended = n < 0;
            stored.position(stored.position() + Math.max(n, 0)).flip();
        }
    }

    /** A decoder gives no half of a pair: whatever is there can be written. */
    private void encode(boolean broken) {
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(chars.flip());
        chars.clear();
        text = encoded;
        if (broken) {
            text = ByteBuffer.allocate(encoded.remaining() + 1)
                    .put(encoded)
                    .put(NO_UTF_8)
                    .flip();
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
