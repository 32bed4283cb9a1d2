package io.github.camelaudience.launchdarkly.exchange;

import io.github.camelaudience.launchdarkly.core.json.RawJson;
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

    /** Tells lines of files; what it is asked for stands in the order of the file, or it begins to count anew. */
    static final class Lines {

        private byte[] document;
        private int offset;
        private int line;

        /** The line of a message, as the beginning of a sentence; empty if its body is no file. */
        String of(Message source, RawJson raw) {
            Object body = source.getBody();
            if (body instanceof Iterable<?> && !(body instanceof Path) || !isFile(source, body)) {
                return "";
            }
            if (raw.document() != document || raw.offset() < offset) {
                document = raw.document();
                offset = 0;
                line = 1;
            }
            for (; offset < raw.offset(); offset++) {
                line += document[offset] == '\n' ? 1 : 0;
            }
            return "in line " + line + ": ";
        }
    }

    private static boolean isFile(Message source, Object body) {
        return body instanceof WrappedFile
                || body instanceof File
                || body instanceof Path
                || NAMES.stream().anyMatch(name -> source.getHeader(name) != null);
    }
}
