package io.github.camelaudience.launchdarkly.core.mirror;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.github.camelaudience.launchdarkly.core.json.GzipMembers;
import io.github.camelaudience.launchdarkly.core.json.Utf8;
import io.github.camelaudience.launchdarkly.core.json.Utf8Stream;
import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import io.github.camelaudience.launchdarkly.core.rows.CsvRecord;
import io.github.camelaudience.launchdarkly.core.rows.NotUtf8Exception;
import io.github.camelaudience.launchdarkly.core.rows.Row;
import io.github.camelaudience.launchdarkly.core.rows.RowReader;
import io.github.camelaudience.launchdarkly.core.rows.UnusableRowException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Reads keys from text of any length: CSV with a header line, or JSON Lines, which begin with a brace and have an object in each line.
 * Gzip is known by its first bytes.
 */
public final class TextKeys implements KeySet {

    /** So many bytes has a line of JSON at most. */
    private static final int MOST_BYTES = 1 << 20;

    private static final int LOOK = 4096;

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private final InputStream stored;
    private final Charset charset;
    private final String column;
    private final char delimiter;

    /**
     * Reads a stream, which is not closed.
     *
     * @param charset   of its text, or {@code null} for UTF-8
     * @param column    that holds the context key, or {@code null} where there is only one
     * @param delimiter what separates the fields of CSV
     */
    public TextKeys(InputStream stored, Charset charset, String column, char delimiter) {
        this.stored = stored;
        this.charset = charset;
        this.column = column;
        this.delimiter = delimiter;
    }

    @Override
    public void read(KeySink sink) throws IOException {
        InputStream text = unpacked();
        BufferedInputStream in =
                new BufferedInputStream(charset == null ? text : new Utf8Stream(text, charset), 2 * LOOK);
        try {
            switch (firstCharacter(in)) {
                case '[' ->
                    throw new MirrorException(
                            "expected CSV or JSON Lines but found a JSON array: write one object in each line");
                case '{' -> readLines(in, sink);
                default -> readCsv(in, sink);
            }
        } catch (NotUtf8Exception e) {
            throw new MirrorException(e.getMessage(), e);
        }
    }

    private InputStream unpacked() throws IOException {
        BufferedInputStream in = new BufferedInputStream(stored, 1 << 16);
        in.mark(LOOK);
        byte[] head = in.readNBytes(LOOK);
        in.reset();
        return GzipMembers.isGzip(head) ? new GzipMembers(in) : in;
    }

    /** The first that is neither white space nor a byte order mark; blank when there is none near. */
    private static char firstCharacter(BufferedInputStream in) throws IOException {
        in.mark(LOOK);
        String head = new String(in.readNBytes(LOOK), StandardCharsets.UTF_8);
        in.reset();
        return head.chars()
                .filter(c -> c != '\uFEFF' && !Character.isWhitespace(c))
                .mapToObj(c -> (char) c)
                .findFirst()
                .orElse(' ');
    }

    private void readLines(InputStream in, KeySink sink) throws IOException {
        RowReader rows = RowReader.ofLines(in, MOST_BYTES);
        rows.skipByteOrderMark();
        rows.findLineEnd();
        for (Row row = rows.next(); row != null; row = rows.next()) {
            if (row.fault() != null) {
                faulty(row, sink);
            } else if (!row.isBlank()) {
                readLine(row, sink);
            }
        }
    }

    private static void faulty(Row row, KeySink sink) throws IOException {
        for (Row each : row.reported()) {
            sink.bad(each.line(), each.fault().reason(), each.fault().detail());
        }
    }

    /** What stands in the column is given when the whole line is known to be well-formed. */
    private void readLine(Row row, KeySink sink) throws IOException {
        Object found;
        boolean isNumber;
        if (Utf8.firstInvalid(row.bytes(), 0, row.bytes().length) >= 0) {
            sink.bad(row.line(), RejectReason.NOT_JSON.name(), "is not UTF-8");
            return;
        }
        // of bytes the parser would guess the encoding
        try (JsonParser parser = JSON.createParser(new String(row.bytes(), StandardCharsets.UTF_8))) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                sink.bad(row.line(), RejectReason.NOT_AN_OBJECT.name(), "expected an object with columns");
                return;
            }
            Members members = new Members(parser);
            if (parser.nextToken() != null) {
                sink.bad(row.line(), RejectReason.NOT_JSON.name(), "goes on behind its object");
                return;
            }
            found = members.found;
            isNumber = members.isNumber;
            if (column == null && members.count != 1) {
                throw unnamed();
            }
        } catch (JacksonException e) {
            sink.bad(row.line(), RejectReason.NOT_JSON.name(), "is not JSON");
            return;
        }
        if (isNumber) {
            sink.number((String) found, row.line());
        } else {
            sink.value(found, row.line());
        }
    }

    static MirrorException unnamed() {
        return new MirrorException(
                "the rows have more than one column, or none: name the one that holds the context key with keyColumn");
    }

    /** The members of an object; the last of a name counts. */
    private final class Members {
        Object found;
        boolean isNumber;
        int count;

        Members(JsonParser parser) throws IOException {
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                boolean isKey = column == null || column.equals(parser.currentName());
                count++;
                JsonToken token = parser.nextToken();
                if (isKey) {
                    isNumber = token.isNumeric();
                    found = switch (token) {
                        case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getText();
                        case VALUE_NULL -> null;
                        default -> token;
                    };
                }
                parser.skipChildren();
            }
        }
    }

    private void readCsv(InputStream in, KeySink sink) throws IOException {
        RowReader rows = RowReader.ofCsv(in, MOST_BYTES, delimiter);
        rows.skipByteOrderMark();
        rows.findLineEnd();
        Row header = rows.next();
        List<String> names = names(header);
        int index = column == null ? 0 : ColumnNames.index(names, column);
        if (column == null && names.size() != 1) {
            throw unnamed();
        }
        rows.expectFields(names.size());
        for (Row row = rows.next(); row != null; row = rows.next()) {
            if (row.fault() != null) {
                faulty(row, sink);
            } else if (!row.isBlank()) {
                readRecord(row, names.size(), index, sink);
            }
        }
    }

    private List<String> names(Row header) {
        if (header == null) {
            throw new MirrorException("expected CSV with a header line, or JSON Lines, but found nothing");
        }
        try {
            return CsvRecord.names(header, delimiter);
        } catch (UnusableRowException e) {
            throw new MirrorException("the header line cannot be read: " + e.getMessage(), e);
        }
    }

    private void readRecord(Row row, int count, int index, KeySink sink) throws IOException {
        CsvRecord csv;
        try {
            csv = CsvRecord.of(row.bytes(), delimiter);
        } catch (UnusableRowException e) {
            sink.bad(row.line(), e.fault().reason(), e.fault().detail());
            return;
        }
        int found = csv.fields().size();
        if (found != count) {
            Row.Fault fault = Row.Fault.notCsv("expected " + count + " fields but found " + found);
            sink.bad(row.line(), fault.reason(), fault.detail());
        } else {
            sink.value(csv.isNull(index) ? null : csv.fields().get(index), row.line());
        }
    }
}
