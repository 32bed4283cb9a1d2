package io.github.camelaudience.launchdarkly.segment;

import com.fasterxml.jackson.core.Base64Variant;
import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import io.github.camelaudience.launchdarkly.membership.RejectReason;
import java.io.IOException;

/**
 * One pass over one document. Good elements come off one parser. After a broken one the parser is of no more use: its
 * end is found by {@link LexicalScan}, and a fresh parser goes on behind it.
 */
final class DocumentReading {

    /** The array was closed and its parser stands behind it. */
    private static final int CLOSED = -1;

    private static final String URL_SAFE_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private static final Base64Variant URL_SAFE =
            new Base64Variant("URL", URL_SAFE_ALPHABET, true, '=', Integer.MAX_VALUE).withPaddingAllowed();

    private final byte[] doc;
    private final MessageSink sink;
    private final JsonFactory factory;
    private final ReadLimits limits;
    private final MessageFacts facts;
    private final Findings findings;

    DocumentReading(byte[] doc, MessageSink sink, JsonFactory factory, ReadLimits limits) {
        this.doc = doc;
        this.sink = sink;
        this.factory = factory;
        this.limits = limits;
        this.facts = new MessageFacts(limits);
        this.findings = new Findings(doc, sink, factory);
    }

    /** Reads the values at the top of the document; arrays among them count as their elements. */
    void readRoots(int start, int end, String container, int index, Scope scope) {
        Numbering numbering = new Numbering(Findings.path(container, index));
        int pos = LexicalScan.skipSpace(doc, start, end);
        if (pos == end) {
            findings.unreadable(ReadFault.notJson("a JSON value", doc, end, end), start, end, numbering.container());
        }
        while (pos < end) {
            try (TokenStream in = new TokenStream(factory, doc, pos, end)) {
                pos = readRoots(in, pos, end, new Place(container, index, numbering), scope);
            }
            pos = LexicalScan.skipSpace(doc, pos, end);
        }
    }

    /** Where the first values at the top stand is known only when there is, or is not, a second one. */
    private record Place(String container, int index, Numbering numbering) {}

    private int readRoots(TokenStream in, int first, int end, Place place, Scope scope) {
        int pos = first;
        while (pos < end) {
            ReadFault fault;
            JsonToken token = null;
            facts.clear();
            try {
                token = in.next();
                if (token == JsonToken.START_ARRAY) {
                    int stop = readArray(in, end, place.numbering, scope);
                    if (stop != CLOSED) {
                        return stop;
                    }
                    pos = LexicalScan.skipSpace(doc, in.position(), end);
                    continue;
                }
                fault = readElement(in, token, pos, scope);
            } catch (IOException e) {
                int stop = LexicalScan.nextRoot(doc, pos, end);
                fault = ReadFault.of(e, in, doc, pos, stop);
                element(fault, pos, stop, place, end, scope);
                return stop;
            }
            int stop = in.position();
            element(fault, pos, stop, place, end, scope);
            pos = LexicalScan.skipSpace(doc, stop, end);
        }
        return end;
    }

    private void element(ReadFault fault, int start, int stop, Place place, int end, Scope scope) {
        boolean alone = place.numbering.isFresh() && LexicalScan.skipSpace(doc, stop, end) == end;
        String container = alone ? place.container : place.numbering.container();
        int index = alone ? place.index : place.numbering.next();
        settle(fault, start, stop, container, index, scope);
    }

    /** Reads elements up to the closing bracket; answers {@link #CLOSED}, or where the array ended. */
    private int readArray(TokenStream in, int end, Numbering numbering, Scope scope) {
        int pos = in.position();
        boolean first = true;
        while (true) {
            facts.clear();
            ReadFault fault;
            try {
                JsonToken token = in.next();
                if (token == JsonToken.END_ARRAY) {
                    return CLOSED;
                }
                pos = in.tokenStart();
                fault = readElement(in, token, pos, scope);
            } catch (IOException e) {
                pos = LexicalScan.skipSpace(doc, pos, end);
                if (!first && pos < end && doc[pos] == ',') {
                    pos = LexicalScan.skipSpace(doc, pos + 1, end);
                }
                return resumeArray(ReadFault.of(e, in, doc, pos, end), pos, end, numbering, scope);
            }
            int stop = in.position();
            settle(fault, pos, stop, numbering.container(), numbering.next(), scope);
            pos = stop;
            first = false;
        }
    }

    /** Reads on, one parser for each element, from the broken element at {@code pos} to the end of the array. */
    private int resumeArray(ReadFault broken, int from, int end, Numbering numbering, Scope scope) {
        ReadFault fault = broken;
        int pos = from;
        while (true) {
            int stop = LexicalScan.elementEnd(doc, pos, end);
            settle(fault, pos, stop, numbering.container(), numbering.next(), scope);
            fault = null;
            pos = stop;
            boolean good = false;
            while (fault == null) {
                facts.clear();
                if (pos == end ? !good : doc[pos] == ']') {
                    return Math.min(pos + 1, end);
                }
                boolean separated = pos < end && doc[pos] == ',';
                pos = separated ? LexicalScan.skipSpace(doc, pos + 1, end) : pos;
                if (!separated || pos == end || doc[pos] == ']' || doc[pos] == ',') {
                    fault = ReadFault.notJson(separated ? "a JSON value" : "a comma or a bracket", doc, pos, end);
                    continue;
                }
                // a number at the top of a parser's range must not be followed by a comma
                int limit = doc[pos] == '{' ? end : LexicalScan.elementEnd(doc, pos, end);
                try (TokenStream in = new TokenStream(factory, doc, pos, limit)) {
                    ReadFault found;
                    try {
                        found = readElement(in, in.next(), pos, scope);
                    } catch (IOException e) {
                        fault = ReadFault.of(e, in, doc, pos, end);
                        continue;
                    }
                    stop = in.position();
                    settle(found, pos, stop, numbering.container(), numbering.next(), scope);
                    pos = LexicalScan.skipSpace(doc, stop, end);
                    good = true;
                }
            }
        }
    }

    /** Reads one element into the facts; answers a fault when it is well-formed but no object. */
    private ReadFault readElement(TokenStream in, JsonToken token, int start, Scope scope) throws IOException {
        if (token == JsonToken.START_OBJECT) {
            facts.read(in, scope.shared());
            return null;
        }
        facts.skip(in, token);
        return ReadFault.notAnObject(token, start);
    }

    /** Hands over one element: a message, what an envelope holds, or a fault. */
    private void settle(ReadFault fault, int start, int stop, String container, int index, Scope scope) {
        if (facts.mayBeEnvelope()) {
            Envelope envelope = Envelope.find(doc, start, stop);
            if (envelope != null) {
                open(envelope, fault, start, stop, Findings.path(container, index), scope);
                return;
            }
        }
        if (fault == null && facts.mayBeTooDeep() && LexicalScan.depth(doc, start, stop) > limits.maxDepth()) {
            findings.unreadable(ReadFault.tooDeep(limits.maxDepth()), start, stop, Findings.path(container, index));
        } else if (fault == null) {
            findings.message(facts, start, stop, scope.shared(), container, index);
        } else {
            findings.unreadable(fault, start, stop, Findings.path(container, index));
        }
    }

    private void open(Envelope envelope, ReadFault fault, int start, int stop, String path, Scope scope) {
        if (scope.envelopes() == Envelope.MAX_ENVELOPES) {
            String detail = "expected a message but found more than " + Envelope.MAX_ENVELOPES + " envelopes";
            findings.unreadable(new ReadFault(RejectReason.TOO_DEEP, "", detail), start, stop, path);
            return;
        }
        SharedContext shared = scope.shared();
        if (envelope.sharesContext(doc)) {
            shared = SharedContext.read(
                    doc,
                    envelope.contextStart(),
                    envelope.contextEnd(),
                    factory,
                    limits,
                    shared,
                    unshared -> findings.unreadable(unshared, start, stop, path));
            if (shared == null) {
                return;
            }
        }
        Scope inner = scope.within(shared);
        int before = findings.unreadable();
        String within = path + envelope.kind().path();
        if (envelope.kind() == Envelope.Kind.DATA) {
            readData(envelope, start, stop, within, inner);
        } else {
            readRoots(envelope.valueStart(), envelope.valueEnd(), within, AudienceMessage.NOT_INDEXED, inner);
        }
        if (fault != null && before == findings.unreadable()) {
            findings.unreadable(fault, start, stop, path);
        }
    }

    private void readData(Envelope envelope, int start, int stop, String path, Scope scope) {
        byte[] data;
        try (TokenStream in = new TokenStream(factory, doc, envelope.valueStart(), envelope.valueEnd())) {
            in.next();
            data = in.parser().getBinaryValue(variant(envelope));
        } catch (IOException e) {
            ReadFault fault = new ReadFault(
                    RejectReason.NOT_JSON, "", "expected base64 in the string at byte " + envelope.valueStart());
            findings.unreadable(fault, start, stop, path);
            return;
        }
        new DocumentReading(data, sink, factory, limits)
                .readRoots(0, data.length, path, AudienceMessage.NOT_INDEXED, scope);
    }

    /** Either alphabet, with padding or without. Other members of the Pub/Sub message may follow the data. */
    private Base64Variant variant(Envelope envelope) {
        int end = LexicalScan.skipString(doc, envelope.valueStart(), envelope.valueEnd());
        for (int i = envelope.valueStart(); i < end; i++) {
            if (doc[i] == '-' || doc[i] == '_') {
                return URL_SAFE;
            }
        }
        return Base64Variants.MIME_NO_LINEFEEDS.withPaddingAllowed();
    }
}
