package io.github.camelaudience.launchdarkly.sources.file;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.camelaudience.launchdarkly.core.rows.Row;
import io.github.camelaudience.launchdarkly.core.rows.UnusableRowException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Makes of each line of a {@code .rejected} file the message that was rejected, whether someone has mended it or only
 * what stood in its way. What is rejected again is kept as it was the first time, with the line that it has here.
 */
final class RejectedRows implements RowMessages {

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private final CsvColumns columns;
    private CsvMessages csv;

    RejectedRows(CsvColumns columns) {
        this.columns = columns;
    }

    @Override
    public byte[] message(Row row) throws UnusableRowException {
        RejectedRow rejected = read(row);
        if (Row.TOO_LARGE.equals(rejected.reason())) {
            throw new UnusableRowException(new Row.Fault(
                    Row.TOO_LARGE, "only the beginning was kept: take the row from the file it came in", false));
        }
        return rejected.header() == null
                ? rejected.bytes()
                : csv(rejected).message(new Row(row.line(), rejected.bytes(), null));
    }

    @Override
    public RejectedRow rejected(Row row, String reason, String path, String detail, byte[] message) {
        RejectedRow before;
        try {
            before = read(row);
        } catch (UnusableRowException e) {
            return RowMessages.super.rejected(row, reason, path, detail, message);
        }
        if (before.header() == null) {
            return RejectedRow.of(row.line(), reason, path, detail, message == null ? before.bytes() : message);
        }
        Row first = new Row(row.line(), before.bytes(), null);
        String said = csv == null ? detail : csv.detail(first, reason, path, detail);
        return before.again(row.line(), reason, path, said);
    }

    private static RejectedRow read(Row row) throws UnusableRowException {
        RejectedRow rejected;
        try {
            rejected = JSON.readValue(row.bytes(), RejectedRow.class);
        } catch (JacksonException e) {
            throw unusable("expected a line as in a file of rejected rows");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        if (rejected == null || rejected.raw() == null) {
            throw unusable("expected a line as in a file of rejected rows, with a member raw");
        }
        return rejected;
    }

    private CsvMessages csv(RejectedRow rejected) throws UnusableRowException {
        byte[] header = rejected.header().getBytes(StandardCharsets.UTF_8);
        if (csv == null || !csv.isOf(header, rejected.fileTime())) {
            try {
                csv = CsvMessages.ofRejected(columns, header, rejected.fileTime());
            } catch (UnusableFileException e) {
                throw unusable(e.getMessage());
            }
        }
        return csv;
    }

    private static UnusableRowException unusable(String detail) {
        return new UnusableRowException(new Row.Fault("NOT_JSON", detail, false));
    }
}
