package io.github.camelaudience.launchdarkly.sources.file;

import io.github.camelaudience.launchdarkly.core.rows.Row;
import java.util.List;

/**
 * Rows that are sent together.
 *
 * @param sent     rows that are sent, in the order of their messages
 * @param messages the messages, one document each
 * @param unusable rows that are not sent
 * @param position where the next chunk begins, in bytes of the unpacked content
 * @param line     lines up to there
 * @param stored   bytes of the file as it is stored that were read up to there, roughly
 */
record Chunk(List<Row> sent, List<byte[]> messages, List<Row> unusable, long position, long line, long stored) {

    int rows() {
        return sent.size() + unusable.size();
    }
}
