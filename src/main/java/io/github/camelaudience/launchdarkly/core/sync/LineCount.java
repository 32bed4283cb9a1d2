package io.github.camelaudience.launchdarkly.core.sync;

import io.github.camelaudience.launchdarkly.core.json.RawJson;

/** Tells lines of documents; what it is asked for stands in the order of the document, or it begins to count anew. */
final class LineCount {

    private byte[] document;
    private int offset;
    private int line;

    /** Counts the line in which a message begins, from 1. */
    int of(RawJson raw) {
        if (raw.document() != document || raw.offset() < offset) {
            document = raw.document();
            offset = 0;
            line = 1;
        }
        for (; offset < raw.offset(); offset++) {
            line += document[offset] == '\n' ? 1 : 0;
        }
        return line;
    }
}
