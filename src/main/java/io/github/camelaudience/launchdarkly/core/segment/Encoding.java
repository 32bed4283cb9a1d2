package io.github.camelaudience.launchdarkly.core.segment;

import io.github.camelaudience.launchdarkly.core.json.GzipMembers;
import io.github.camelaudience.launchdarkly.core.membership.RejectReason;

/** Tells by its first bytes whether a document is UTF-8. Names what else it may be. */
final class Encoding {

    private Encoding() {}

    /** Where the document begins: behind a byte order mark, if it has one. */
    static int start(byte[] doc, int start, int end) {
        boolean mark = end - start >= 3
                && doc[start] == (byte) 0xEF
                && doc[start + 1] == (byte) 0xBB
                && doc[start + 2] == (byte) 0xBF;
        return mark ? start + 3 : start;
    }

    /** Why the document is no text that can be read, or {@code null}. */
    static ReadFault fault(byte[] doc, int start, int end) {
        if (GzipMembers.isGzip(doc, start, end)) {
            return new ReadFault(
                    RejectReason.NOT_JSON,
                    "",
                    "expected JSON but found gzip at byte " + start
                            + ": send it with the header Content-Encoding: gzip, or unpacked");
        }
        if (isWide(doc, start, end)) {
            return new ReadFault(
                    RejectReason.NOT_JSON, "", "expected UTF-8 but found UTF-16 or UTF-32 at byte " + start);
        }
        return null;
    }

    /** Neither a byte order mark of UTF-16 nor a zero among the first bytes occurs in JSON as UTF-8. */
    private static boolean isWide(byte[] doc, int start, int end) {
        boolean mark = false;
        if (end - start >= 2) {
            int both = ((doc[start] & 0xFF) << 8) | (doc[start + 1] & 0xFF);
            mark = both == 0xFEFF || both == 0xFFFE;
        }
        for (int i = start; i < Math.min(end, start + 4); i++) {
            mark |= doc[i] == 0;
        }
        return mark;
    }
}
