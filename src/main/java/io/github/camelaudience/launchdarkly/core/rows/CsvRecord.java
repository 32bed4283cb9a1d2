package io.github.camelaudience.launchdarkly.core.rows;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The fields of one CSV record (RFC 4180). What is quoted stands as it is. What is not loses blanks around it, and is
 * null if it is {@code \N}, as {@code COPY} and {@code UNLOAD} write it.
 */
public final class CsvRecord {

    private static final String NULL = "\\N";

    private final String text;
    private final char delimiter;
    private final List<String> fields = new ArrayList<>();
    private final BitSet nulls = new BitSet();
    private int at;

    private CsvRecord(String text, char delimiter) {
        this.text = text;
        this.delimiter = delimiter;
    }

    /** Reads a record; throws when it is none, or not UTF-8. */
    public static CsvRecord of(byte[] row, char delimiter) throws UnusableRowException {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(row))
                    .toString();
        } catch (CharacterCodingException e) {
            throw unusable("expected UTF-8");
        }
        CsvRecord csv = new CsvRecord(text, delimiter);
        csv.read();
        return csv;
    }

    /** Reads the names of columns from a header line; throws when it cannot be read. */
    public static List<String> names(Row header, char delimiter) throws UnusableRowException {
        if (header.fault() != null) {
            throw new UnusableRowException(header.fault());
        }
        return of(header.bytes(), delimiter).fields().stream()
                .map(String::strip)
                .toList();
    }

    /**
     * Reads what separates fields from the text of an option, in which a tab may be written as {@code \t}.
     *
     * @throws IllegalArgumentException when it is not one character that can; the message begins with the option's name
     */
    public static char delimiter(String option, String text) {
        String value = "\\t".equals(text) ? "\t" : text;
        if (value == null || value.length() != 1 || value.charAt(0) > 127 || "\"\r\n".contains(value)) {
            throw new IllegalArgumentException(option + " must be one ASCII character and no quote or line break");
        }
        return value.charAt(0);
    }

    /** Blanks that may stand around a field, if they do not part fields. */
    static boolean isBlank(int c) {
        return c == ' ' || c == '\t';
    }

    /** One text per field, empty where it is null. */
    public List<String> fields() {
        return fields;
    }

    /** Tells whether the field is null, not just empty. */
    public boolean isNull(int field) {
        return nulls.get(field);
    }

    private void read() throws UnusableRowException {
        while (true) {
            int begin = at;
            skipBlanks();
            if (at < text.length() && text.charAt(at) == '"') {
                fields.add(quoted());
            } else {
                at = begin;
                plain();
            }
            if (at == text.length()) {
                return;
            }
            at++; // the delimiter
        }
    }

    private void skipBlanks() {
        while (at < text.length() && text.charAt(at) != delimiter && isBlank(text.charAt(at))) {
            at++;
        }
    }

    private void plain() throws UnusableRowException {
        int end = text.indexOf(delimiter, at);
        end = end < 0 ? text.length() : end;
        String field = text.substring(at, end).strip();
        at = end;
        for (int i = 0; i < field.length(); i++) {
            switch (field.charAt(i)) {
                case '"' -> throw unusable(place() + " has a quote and is not quoted");
                case '\r', '\n' -> throw unusable(place() + " has a line break and is not quoted");
                case '\0' -> throw unusable(place() + " has a character of code 0");
                default -> {
                    // part of the field
                }
            }
        }
        boolean isNull = NULL.equals(field);
        nulls.set(fields.size(), isNull);
        fields.add(isNull ? "" : field);
    }

    private String quoted() throws UnusableRowException {
        StringBuilder field = new StringBuilder();
        while (true) {
            int quote = text.indexOf('"', at + 1);
            if (quote < 0) {
                throw unusable(place() + " has a quote that is not closed");
            }
            field.append(text, at + 1, quote);
            at = quote + 1;
            if (at < text.length() && text.charAt(at) == '"') {
                field.append('"');
                continue;
            }
            skipBlanks();
            if (at == text.length() || text.charAt(at) == delimiter) {
                if (field.indexOf("\0") >= 0) {
                    throw unusable(place() + " has a character of code 0");
                }
                return field.toString();
            }
            throw unusable(place() + " goes on after its closing quote");
        }
    }

    private String place() {
        return "field " + (fields.size() + 1);
    }

    private static UnusableRowException unusable(String detail) {
        return new UnusableRowException(Row.Fault.notCsv(detail));
    }
}
