package io.github.camelaudience.launchdarkly.exchange;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.WrappedFile;

/** Knows by what Camel's consumers tell that a message is a file, in a folder or in an object storage. */
public final class FileSource {

    /** Names the headers that hold its name, which no other transport sets. */
    public static final List<String> NAMES = List.of(
            Exchange.FILE_NAME,
            "CamelAwsS3Key",
            "CamelAzureStorageBlobBlobName",
            "CamelAzureStorageDataLakePath",
            "CamelGoogleCloudStorageObjectName",
            "CamelMinioObjectName");

    private static final String GZIP = "gzip";

    private FileSource() {}

    /** How a body may be packed. Nobody says that of a file: there its first bytes show it. */
    static String contentEncoding(Message source, Object body) {
        String encoding = source.getHeader(Exchange.CONTENT_ENCODING, String.class);
        return encoding == null && isFile(source, body) ? GZIP : encoding;
    }

    /** Whether the body is one file, and no collection of parts that came with one. */
    static boolean isDocument(Message source) {
        Object body = source.getBody();
        return !(body instanceof Iterable<?> && !(body instanceof Path)) && isFile(source, body);
    }

    private static boolean isFile(Message source, Object body) {
        return body instanceof WrappedFile || body instanceof File || body instanceof Path || isNamed(source);
    }

    private static boolean isNamed(Message source) {
        for (String name : NAMES) {
            if (source.getHeader(name) != null) {
                return true;
            }
        }
        return false;
    }

    /**
     * Gives the content of a file as it is stored: a {@link File}, or an {@link InputStream} that can be read once; {@code null} when there
     * is none. Of what Camel would convert it takes nothing else if it can: that may be text in the charset of this Java.
     */
    public static Object content(Exchange exchange, Object body) {
        Object inner = body instanceof WrappedFile<?> wrapped ? wrapped.getBody() : body;
        File file = local(inner != null ? inner : body instanceof WrappedFile<?> wrapped ? wrapped.getFile() : null);
        if (file != null) {
            return file;
        }
        if (inner instanceof InputStream) {
            return inner;
        }
        if (inner instanceof byte[] bytes) {
            return new ByteArrayInputStream(bytes);
        }
        if (inner instanceof ByteArrayOutputStream bytes) {
            return new ByteArrayInputStream(bytes.toByteArray());
        }
        return exchange.getContext().getTypeConverter().tryConvertTo(InputStream.class, exchange, body);
    }

    /** Gives the file that this is; {@code null} when it is none. */
    public static File local(Object file) {
        return file instanceof Path path ? path.toFile() : file instanceof File found ? found : null;
    }
}
