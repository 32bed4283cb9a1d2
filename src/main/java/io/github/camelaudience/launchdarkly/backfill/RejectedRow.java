package io.github.camelaudience.launchdarkly.backfill;

import io.github.camelaudience.launchdarkly.RejectedMessage;
import io.github.camelaudience.launchdarkly.SyncReport;
import java.nio.charset.StandardCharsets;

/**
 * One line of a {@code .rejected} file.
 *
 * @param line   of the file it came in, from 1
 * @param reason why, in a word
 * @param path   where in the message, as a JSON path
 * @param detail what was expected and what was found
 * @param raw    the message or the CSV record as it arrived; the beginning of what was too large
 */
record RejectedRow(long line, String reason, String path, String detail, String raw) {

    private static final String TOP = "$";

    /** A row that was not sent. */
    static RejectedRow of(Row row) {
        return new RejectedRow(
                row.line(), row.fault().reason(), TOP, row.fault().detail(), text(row.bytes()));
    }

    /** A message of a row, which the endpoint rejected. */
    static RejectedRow of(Row row, boolean isCsv, RejectedMessage message) {
        byte[] raw = isCsv ? row.bytes() : message.rawJson();
        return new RejectedRow(
                row.line(), message.reason().name(), within(message.path()), message.detail(), text(raw));
    }

    /** A message of a row, which the endpoint only reports as rejected. */
    static RejectedRow of(Row row, SyncReport.Item item) {
        return new RejectedRow(row.line(), item.reason(), within(item.path()), item.detail(), text(row.bytes()));
    }

    /** Which row of the chunk a path of the endpoint is about: {@code $[17].userId} is about row 17. */
    static int index(String path) {
        return Integer.parseInt(path.substring(2, path.indexOf(']')));
    }

    private static String within(String path) {
        return TOP + path.substring(path.indexOf(']') + 1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
