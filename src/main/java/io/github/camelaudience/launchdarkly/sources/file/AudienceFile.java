package io.github.camelaudience.launchdarkly.sources.file;

import io.github.camelaudience.launchdarkly.exchange.FileSource;
import io.github.camelaudience.launchdarkly.exchange.JavaTime;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.StreamCache;
import org.apache.camel.WrappedFile;
import org.apache.camel.support.ExchangeHelper;

/**
 * A file as a consumer of Camel hands it over, from wherever it comes.
 *
 * @param name     what it is called there
 * @param size     in bytes, or {@link #UNKNOWN}
 * @param modified in milliseconds since the epoch, or {@link #UNKNOWN}
 * @param version  what an object storage calls its content, or {@code null}
 * @param polled   the file itself if it is local, else {@code null}
 * @param charset  the one that Camel names for its text, or {@code null}: then it is UTF-8
 * @param content  a {@link File}, or an {@link InputStream} that can be read once
 */
record AudienceFile(
        String name, long size, long modified, String version, File polled, Charset charset, Object content) {

    static final long UNKNOWN = -1;

    static final List<String> NAMES = FileSource.NAMES;
    static final List<String> SIZES = List.of(
            Exchange.FILE_LENGTH,
            "CamelAwsS3ContentLength",
            "CamelAzureStorageBlobBlobSize",
            "CamelAzureStorageDataLakeFileSize",
            "CamelGoogleCloudStorageContentLength",
            "CamelMinioContentLength");
    static final List<String> TIMES = List.of(
            Exchange.FILE_LAST_MODIFIED,
            "CamelAwsS3LastModified",
            "CamelAzureStorageBlobLastModified",
            "CamelAzureStorageDataLakeLastModified",
            "CamelGoogleCloudStorageLastUpdate",
            "CamelMinioLastModified");
    static final List<String> VERSIONS = List.of(
            "CamelAwsS3ETag",
            "CamelAzureStorageBlobETag",
            "CamelAzureStorageDataLakeETag",
            "CamelGoogleCloudStorageETag",
            "CamelMinioETag");

    /** What the exchange holds. Headers of a local file may be as old as the last listing, so it is asked itself. */
    static AudienceFile of(Exchange exchange) {
        Message message = exchange.getMessage();
        Object body = message.getBody();
        File polled = FileSource.local(body instanceof WrappedFile<?> wrapped ? wrapped.getFile() : body);
        Object name = header(message, NAMES);
        if (name == null && polled == null) {
            throw new UnusableFileException("expected a file but found no name of one among the headers");
        }
        return new AudienceFile(
                name == null ? polled.getName() : name.toString(),
                polled == null ? number(header(message, SIZES)) : polled.length(),
                polled == null ? time(header(message, TIMES)) : polled.lastModified(),
                Objects.toString(header(message, VERSIONS), null),
                polled,
                charset(exchange),
                content(exchange, body));
    }

    private static Charset charset(Exchange exchange) {
        String charset = ExchangeHelper.getCharsetName(exchange, false);
        try {
            return charset == null || "UTF-8".equalsIgnoreCase(charset) ? null : Charset.forName(charset);
        } catch (IllegalArgumentException e) {
            throw new UnusableFileException("the charset " + charset + " is not known here");
        }
    }

    /** Throws if a local file is not any more what it was when this was made. */
    void requireUnchanged(long bytesRead) {
        if (size != UNKNOWN && bytesRead != size) {
            throw new UnusableFileException("expected " + size + " bytes but read " + bytesRead
                    + ": the file is being written, or its transfer broke off");
        }
        if (polled != null && (polled.length() != size || polled.lastModified() != modified)) {
            throw new UnusableFileException("the file was changed while it was read");
        }
    }

    InputStream open() throws IOException {
        if (content instanceof StreamCache cache) {
            cache.reset();
        }
        return content instanceof File file ? new FileInputStream(file) : (InputStream) content;
    }

    boolean isCsv() {
        return plainName().endsWith(".csv");
    }

    /** One JSON document, or lines of them. */
    boolean isJson() {
        return plainName().endsWith(".json");
    }

    /** Rows that were rejected before, to be tried again. */
    boolean isRejected() {
        return plainName().endsWith(".rejected");
    }

    boolean isNamedGzip() {
        return name.toLowerCase(Locale.ROOT).endsWith(".gz");
    }

    private String plainName() {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".gz") ? lower.substring(0, lower.length() - ".gz".length()) : lower;
    }

    private static Object content(Exchange exchange, Object body) {
        Object content = FileSource.content(exchange, body);
        if (content == null) {
            throw new UnusableFileException("expected a file but found "
                    + (body == null ? "nothing" : body.getClass().getName()));
        }
        return content;
    }

    private static Object header(Message message, List<String> names) {
        return names.stream()
                .map(message::getHeader)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static long number(Object value) {
        return value instanceof Number number ? number.longValue() : UNKNOWN;
    }

    private static long time(Object value) {
        return JavaTime.millis(value).orElseGet(() -> number(value));
    }
}
