package io.github.camelaudience.launchdarkly.sources.file;

import io.github.camelaudience.launchdarkly.core.json.GzipMembers;
import io.github.camelaudience.launchdarkly.core.json.Utf8Stream;
import io.github.camelaudience.launchdarkly.core.rows.Row;
import io.github.camelaudience.launchdarkly.core.rows.RowReader;
import io.github.camelaudience.launchdarkly.core.rows.Rows;
import io.github.camelaudience.launchdarkly.core.rows.UnusableRowException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** One pass over a file, chunk by chunk. Holds one chunk at a time, whatever the file's size. */
final class FileReading implements Closeable {

    /** A chunk is full when it has so many bytes, even if it could take more rows. */
    private static final int MAX_CHUNK_BYTES = 4 * 1024 * 1024;

    private final AudienceFile file;
    private final StoredBytes raw;
    private final Rows rows;
    private final RowMessages messages;

    private FileReading(AudienceFile file, StoredBytes raw, Rows rows, RowMessages messages) {
        this.file = file;
        this.raw = raw;
        this.rows = rows;
        this.messages = messages;
    }

    /** Stands behind the header line, if the file has one. */
    static FileReading open(AudienceFile file, int maxDocumentSize, CsvColumns columns) throws IOException {
        StoredBytes raw = new StoredBytes(file.open());
        try {
            if (file.isNamedGzip() && !raw.isGzip()) {
                throw new UnusableFileException("expected gzip, as its name says, but found something else");
            }
            InputStream unpacked = raw.isGzip() ? new GzipMembers(raw) : raw;
            InputStream content = file.charset() == null ? unpacked : new Utf8Stream(unpacked, file.charset());
            if (file.isJson()) {
                return new FileReading(file, raw, JsonFile.rows(content, maxDocumentSize), RowMessages.JSON);
            }
            RowReader rows = file.isCsv()
                    ? RowReader.ofCsv(content, maxDocumentSize, columns.getDelimiter())
                    : RowReader.ofLines(content, maxDocumentSize);
            rows.skipByteOrderMark();
            rows.findLineEnd();
            if (!file.isCsv()) {
                return new FileReading(
                        file, raw, rows, file.isRejected() ? new RejectedRows(columns) : RowMessages.JSON);
            }
            CsvMessages messages = new CsvMessages(columns, rows.next(), file.modified());
            rows.expectFields(messages.count());
            return new FileReading(file, raw, rows, messages);
        } catch (IOException | RuntimeException e) {
            raw.close();
            throw e;
        }
    }

    RowMessages messages() {
        return messages;
    }

    String digest() {
        return raw.digest();
    }

    void skipTo(Checkpoint mark) throws IOException {
        if (mark.position() > rows.position()) {
            rows.skipTo(mark.position(), mark.line());
        }
    }

    /** Bytes of the file as it is stored that were read up to now. */
    long stored() {
        return raw.count();
    }

    /** The next rows, or {@code null} at the end. */
    Chunk next(int maxRows) throws IOException {
        List<Row> sent = new ArrayList<>();
        List<byte[]> documents = new ArrayList<>();
        List<Row> unusable = new ArrayList<>();
        long bytes = 0;
        while (sent.size() + unusable.size() < maxRows && bytes < MAX_CHUNK_BYTES) {
            Row row = rows.next();
            if (row == null) {
                file.requireUnchanged(raw.count());
                break;
            }
            if (row.fault() == null && row.isBlank() && rows instanceof RowReader) {
                continue;
            }
            bytes += row.bytes().length;
            if (row.fault() != null) {
                unusable.addAll(row.reported());
                continue;
            }
            try {
                documents.add(messages.message(row));
                sent.add(row);
            } catch (UnusableRowException e) {
                unusable.add(row.faulty(e.fault()));
            }
        }
        return sent.isEmpty() && unusable.isEmpty()
                ? null
                : new Chunk(sent, documents, unusable, rows.position(), rows.line(), raw.count());
    }

    @Override
    public void close() throws IOException {
        raw.close();
    }
}
