package io.github.camelaudience.launchdarkly.sources.file;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.camelaudience.launchdarkly.core.rows.Row;
import io.github.camelaudience.launchdarkly.core.sync.RejectedMessage;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * One line of a {@code .rejected} file. Holds all that is needed to try the row again.
 *
 * @param line     of the file it came in, from 1
 * @param reason   why, in a word
 * @param path     where in the message, as a JSON path
 * @param detail   what was expected and what was found
 * @param raw      the message or the CSV record as it arrived; the beginning of what was too large
 * @param rawBytes the same in base64 if it is no UTF-8, else {@code null}
 * @param header   the header line of the CSV file, or {@code null}
 * @param fileTime the time of CSV rows that have none of their own, or {@code null}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RejectedRow(
        long line,
        String reason,
        String path,
        String detail,
        String raw,
        byte[] rawBytes,
        String header,
        String fileTime) {

    private static final String TOP = "$";

    /** One of a file whose rows need nothing else. */
    static RejectedRow of(long line, String reason, String path, String detail, byte[] raw) {
        return new RejectedRow(line, reason, path, detail, text(raw), isUtf8(raw) ? null : raw, null, null);
    }

    /** A row that was not sent. */
    static RejectedRow of(Row row, RowMessages messages) {
        return messages.rejected(row, row.fault().reason(), TOP, row.fault().detail(), null);
    }

    /** A message of a row, which the endpoint rejected. */
    static RejectedRow of(Row row, RowMessages messages, RejectedMessage message) {
        String path = within(message.path());
        return messages.rejected(row, message.reason().name(), path, message.detail(), message.rawJson());
    }

    /** A message of a row, which the endpoint only reports as rejected. */
    static RejectedRow of(Row row, RowMessages messages, SyncReport.Item item) {
        return messages.rejected(row, item.reason(), within(item.path()), item.detail(), null);
    }

    /** One that cannot be read without the header line, nor be as old as it was without that time. */
    RejectedRow ofCsv(byte[] headerLine, String time) {
        return new RejectedRow(line, reason, path, detail, raw, rawBytes, text(headerLine), time);
    }

    /** The same row, rejected again. */
    RejectedRow again(long newLine, String newReason, String newPath, String newDetail) {
        return new RejectedRow(newLine, newReason, newPath, newDetail, raw, rawBytes, header, fileTime);
    }

    /** As it arrived. */
    byte[] bytes() {
        return rawBytes == null ? raw.getBytes(StandardCharsets.UTF_8) : rawBytes;
    }

    /** Which row of the chunk a path of the endpoint is about: {@code $[17].userId} is about row 17. */
    static int index(String path) {
        return Integer.parseInt(path.substring(2, path.indexOf(']')));
    }

    private static String within(String path) {
        return TOP + path.substring(path.indexOf(']') + 1);
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
