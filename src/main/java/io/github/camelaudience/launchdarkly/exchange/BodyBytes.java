package io.github.camelaudience.launchdarkly.exchange;

import io.github.camelaudience.launchdarkly.core.json.JsonText;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;
import org.apache.camel.WrappedFile;
import org.apache.camel.converter.stream.InputStreamCache;
import org.apache.camel.converter.stream.ReaderCache;

/** The bytes of a body that is text or can be streamed. What was read can be read again. */
final class BodyBytes {

    private final Exchange exchange;
    private final int maxLength;

    /**
     * Reads bodies of an exchange.
     *
     * @param maxLength how many bytes are of interest: of a longer stream at least one byte more is read, not all
     */
    BodyBytes(Exchange exchange, int maxLength) {
        this.exchange = exchange;
        this.maxLength = maxLength;
    }

    /**
     * The bytes, or {@code null} if the body is of no type that has any.
     *
     * @param keep takes what can be read in place of the body when that is used up
     */
    byte[] of(Object body, Consumer<Object> keep) throws IOException {
        if (body == null) {
            return null;
        } else if (body instanceof CharSequence text) {
            return JsonText.bytes(text.toString());
        } else if (body instanceof byte[] bytes) {
            return bytes;
        } else if (body instanceof ByteBuffer buffer) {
            byte[] copy = new byte[buffer.remaining()];
            buffer.duplicate().get(copy);
            return copy;
        } else if (body instanceof StreamCache cache) {
            return ofCache(cache);
        } else if (body instanceof InputStream stream) {
            return ofStream(stream, keep);
        } else if (body instanceof Reader reader) {
            return ofReader(reader, keep);
        } else if (body instanceof WrappedFile<?> file) {
            return ofFile(file, keep);
        }
        return converted(body);
    }

    /** Whether what {@link #of} makes of it is in UTF-8 already, and not as whoever sent it wrote it. */
    static boolean isText(Object body) {
        return body instanceof CharSequence
                || body instanceof Reader
                || body instanceof WrappedFile<?> file && file.getBody() instanceof CharSequence;
    }

    /** As it is stored: Camel would make of it text in the charset of this Java, if it knows that of the file. */
    private byte[] ofFile(WrappedFile<?> file, Consumer<Object> keep) throws IOException {
        Object content = file.getBody();
        if (content instanceof CharSequence || content instanceof byte[] || content instanceof InputStream) {
            return of(content, keep);
        }
        if (content instanceof ByteArrayOutputStream loaded) {
            return loaded.toByteArray();
        }
        if (file.getFile() instanceof File local && local.exists()) {
            try (InputStream stored = new FileInputStream(local)) {
                return limited(stored);
            }
        }
        return converted(file);
    }

    private byte[] ofCache(StreamCache cache) throws IOException {
        cache.reset();
        try {
            if (cache instanceof InputStream stream) {
                return limited(stream);
            }
            if (cache instanceof Reader reader) {
                return JsonText.bytes(text(reader));
            }
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            cache.writeTo(all);
            return all.toByteArray();
        } finally {
            cache.reset();
        }
    }

    private byte[] ofStream(InputStream stream, Consumer<Object> keep) throws IOException {
        if (stream.markSupported()) {
            stream.mark(Integer.MAX_VALUE);
            try {
                return limited(stream);
            } finally {
                stream.reset();
            }
        }
        ReadSoFar read = new ReadSoFar(stream);
        boolean whole = false;
        try {
            byte[] bytes = limited(read);
            whole = bytes.length <= maxLength;
            return bytes;
        } finally {
            byte[] bytes = read.toByteArray();
            keep.accept(
                    whole
                            ? new InputStreamCache(bytes)
                            : new SequenceInputStream(new ByteArrayInputStream(bytes), stream));
        }
    }

    /** Remembers what was read of a stream, which may break in the middle. */
    private static final class ReadSoFar extends FilterInputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        ReadSoFar(InputStream stream) {
            super(stream);
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            if (one >= 0) {
                bytes.write(one);
            }
            return one;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int count = super.read(into, from, length);
            if (count > 0) {
                bytes.write(into, from, count);
            }
            return count;
        }

        byte[] toByteArray() {
            return bytes.toByteArray();
        }
    }

    private static byte[] ofReader(Reader reader, Consumer<Object> keep) throws IOException {
        String text = text(reader);
        keep.accept(new ReaderCache(text));
        return JsonText.bytes(text);
    }

    private static String text(Reader reader) throws IOException {
        StringBuilder text = new StringBuilder();
        char[] chunk = new char[8192];
        for (int n = reader.read(chunk); n >= 0; n = reader.read(chunk)) {
            text.append(chunk, 0, n);
        }
        return text.toString();
    }

    /** Files, and whatever else Camel opens as a stream. */
    private byte[] converted(Object body) throws IOException {
        InputStream opened = exchange.getContext().getTypeConverter().convertTo(InputStream.class, exchange, body);
        if (opened == null) {
            return null;
        }
        try (opened) {
            return limited(opened);
        }
    }

    /** At most one byte more than is allowed: enough to be refused as too large. */
    private byte[] limited(InputStream stream) throws IOException {
        return stream.readNBytes(maxLength == Integer.MAX_VALUE ? maxLength : maxLength + 1);
    }
}
