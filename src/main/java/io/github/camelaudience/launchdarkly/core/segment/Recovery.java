package io.github.camelaudience.launchdarkly.core.segment;

import com.fasterxml.jackson.core.JsonFactory;
import io.github.camelaudience.launchdarkly.core.json.BracketScan;
import io.github.camelaudience.launchdarkly.core.json.LexicalScan;
import io.github.camelaudience.launchdarkly.core.json.TokenStream;
import java.io.IOException;

/**
 * Finds where a document can be read again after something in it was broken. Looks at quotes and brackets, and where
 * these may deceive (a quote too many or too few turns all that follows inside out) at what comes next: a whole message
 * cannot stand within a string.
 *
 * <p>Tries to read what may be a message as long as its patience lasts, which is a few times the document's length, and so are its looks beyond lines: so
 * the time for a document grows with its length, whatever it holds.
 */
final class Recovery {

    private static final int PATIENCE = 4;
    private static final int LEAST_COST = 16;

    private final byte[] doc;
    private final JsonFactory factory;
    private final FactCollector probe;
    private long patience;
    /** Bytes that may be looked at for ends behind a line break, in vain. */
    private long crossings;

    Recovery(byte[] doc, JsonFactory factory, ReadLimits limits) {
        this.doc = doc;
        this.factory = factory;
        this.probe = new FactCollector(limits);
        this.patience = (long) PATIENCE * doc.length;
        this.crossings = patience;
    }

    /**
     * How far a broken value reaches.
     *
     * @param end   index after its last byte, as far as it could be told
     * @param told  whether its end is sure: what follows can be read as if it had never been there
     * @param clear whether what is within it can be told apart, too
     */
    record Extent(int end, boolean told, boolean clear) {}

    /** The extent of the broken object or array that opens at {@code pos}; in an array, the array's bracket ends it. */
    Extent extent(int pos, int end, boolean inArray) {
        if (crossings > 0) {
            BracketScan crossing = new BracketScan(doc, pos, end, inArray, true);
            if (isSure(crossing, end)) {
                return new Extent(crossing.end(), true, !crossing.isDoubtful());
            }
            crossings -= Math.max(LEAST_COST, crossing.end() - pos);
        }
        BracketScan lines = new BracketScan(doc, pos, end, inArray, false);
        boolean told = isSure(lines, end);
        return new Extent(lines.end(), told, told && !lines.isDoubtful());
    }

    private boolean isSure(BracketScan scan, int end) {
        return scan.isClosed() && (!scan.isDoubtful() || isFollowedByMessage(scan.end(), end));
    }

    private boolean isFollowedByMessage(int pos, int end) {
        int next = pos;
        while (next < end && (LexicalScan.isSpace(doc[next]) || isSeparator(doc[next]))) {
            next++;
        }
        return next == end || startsMessage(next, end);
    }

    private static boolean isSeparator(byte b) {
        return b == ',' || b == ']' || b == '}';
    }

    /**
     * The extent of what is neither object nor array: to the end of its line, or to the next message on it; in an array
     * also to the next comma or bracket. Objects on the way that are no messages are part of it.
     */
    Extent junk(int pos, int end, boolean inArray) {
        boolean told = true;
        int at = pos;
        while (at < end && !LexicalScan.isLineBreak(doc[at])) {
            byte b = doc[at];
            if (inArray && (b == ',' || b == ']')) {
                break;
            } else if (b == '{' || (inArray && b == '[')) {
                if (startsMessage(at, end)) {
                    break;
                }
                Extent inner = extent(at, end, inArray);
                told &= inner.told;
                at = inner.end;
            } else if (b == '"') {
                int close = LexicalScan.skipStringInLine(doc, at, end);
                told &= BracketScan.isPlausible(doc, pos, at, close, end);
                at = close;
            } else {
                at++;
            }
        }
        return new Extent(at, told, told);
    }

    /** Whether a whole message, or an envelope, opens at {@code pos}. */
    boolean startsMessage(int pos, int end) {
        if (patience <= 0 || pos >= end || doc[pos] != '{') {
            return false;
        }
        try (TokenStream in = new TokenStream(factory, doc, pos, end)) {
            probe.clear();
            try {
                in.next();
                probe.read(in, null);
                return probe.looksLikeMessage()
                        || (probe.mayBeEnvelope() && Envelope.find(doc, pos, in.position()) != null);
            } catch (IOException e) {
                return false;
            } finally {
                patience -= Math.max(LEAST_COST, in.position() - pos);
            }
        }
    }
}
