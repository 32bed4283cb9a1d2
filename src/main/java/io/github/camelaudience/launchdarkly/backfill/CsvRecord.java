package io.github.camelaudience.launchdarkly.backfill;

import io.github.camelaudience.launchdarkly.backfill.RowMessages.UnusableRowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The fields of one CSV record (RFC 4180), as they stand there: nothing is trimmed. */
final class CsvRecord {

    private final String text;
    private final char delimiter;
    private final List<String> fields = new ArrayList<>();
    private int at;

    private CsvRecord(String text, char delimiter) {
        this.text = text;
        this.delimiter = delimiter;
    }

    static List<String> fields(byte[] row, char delimiter) throws UnusableRowException {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(row))
                    .toString();
        } catch (CharacterCodingException e) {
            throw unusable("expected UTF-8");
        }
        return new CsvRecord(text, delimiter).read();
    }

    private List<String> read() throws UnusableRowException {
        while (true) {
            fields.add(at < text.length() && text.charAt(at) == '"' ? quoted() : plain());
            if (at == text.length()) {
                return fields;
            }
            at++; // the delimiter
        }
    }

    private String plain() throws UnusableRowException {
        int end = text.indexOf(delimiter, at);
        end = end < 0 ? text.length() : end;
        int quote = text.indexOf('"', at);
        if (quote >= 0 && quote < end) {
            throw unusable("field " + (fields.size() + 1) + " has a quote and is not quoted");
        }
        String field = text.substring(at, end);
        at = end;
        return field;
    }

    private String quoted() throws UnusableRowException {
        StringBuilder field = new StringBuilder();
        while (true) {
            int quote = text.indexOf('"', at + 1);
            if (quote < 0) {
                throw unusable("field " + (fields.size() + 1) + " has a quote that is not closed");
            }
            field.append(text, at + 1, quote);
            at = quote + 1;
            if (at == text.length() || text.charAt(at) == delimiter) {
                return field.toString();
            }
            if (text.charAt(at) != '"') {
                throw unusable("field " + (fields.size() + 1) + " goes on after its closing quote");
            }
            field.append('"');
        }
    }

    private static UnusableRowException unusable(String detail) {
        return new UnusableRowException(Row.Fault.notCsv(detail));
    }
}
