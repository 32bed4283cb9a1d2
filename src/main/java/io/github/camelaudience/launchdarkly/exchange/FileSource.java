package io.github.camelaudience.launchdarkly.exchange;

import java.io.File;
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
}
