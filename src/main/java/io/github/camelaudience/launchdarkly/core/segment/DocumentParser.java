package io.github.camelaudience.launchdarkly.core.segment;

import com.fasterxml.jackson.core.Base64Variant;
import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.github.camelaudience.launchdarkly.core.json.BracketScan;
import io.github.camelaudience.launchdarkly.core.json.JsonText;
import io.github.camelaudience.launchdarkly.core.json.LexicalScan;
import io.github.camelaudience.launchdarkly.core.json.Location;
import io.github.camelaudience.launchdarkly.core.json.TokenStream;
import io.github.camelaudience.launchdarkly.core.json.Utf8;
import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import io.github.camelaudience.launchdarkly.core.segment.Envelope.Form;
import io.github.camelaudience.launchdarkly.core.segment.Envelope.Held;
import io.github.camelaudience.launchdarkly.core.segment.Recovery.Extent;
import java.io.IOException;
import java.util.function.IntFunction;

/**
 * One pass over one document, in which every byte but white space, separators and the envelopes themselves goes to one
 * message or one fault (rule D34). Good elements come off one parser. After a broken one the parser is of no more use:
 * {@link Recovery} tells its end, and a fresh parser goes on behind it. An element whose end cannot be told stays
 * pending, and takes in what follows until a message or a line begins that is whole again.
 */
final class DocumentParser {

    private static final String URL_SAFE_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private static final Base64Variant URL_SAFE =
            new Base64Variant("URL", URL_SAFE_ALPHABET, true, '=', Integer.MAX_VALUE).withPaddingAllowed();

    private static final int GIVEN_UP = -1;

    /** When so many messages follow each other that are not familiar, the next ones are not expected to be. */
    private static final int MOST_UNFAMILIAR = 8;

    /** What is held in a string may be as long as the document. */
    private static final JsonFactory HELD_TEXT = JsonFactory.builder()
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final byte[] doc;
    private final MessageSink sink;
    private final JsonFactory factory;
    private final ReadLimits limits;
    private final ElementLimit elements;
    private final FactCollector facts;
    private final ElementEmitter findings;
    private final RepeatedTexts texts;
    private final FamiliarMessage familiar;
    private Recovery recovery;

    /** Reads with the careful parser alone when there are no {@code texts}. */
    DocumentParser(byte[] doc, MessageSink sink, JsonFactory factory, ReadLimits limits, RepeatedTexts texts) {
        this(doc, sink, factory, limits, texts, new ElementLimit(limits.maxElements(), doc.length));
    }

    private DocumentParser(
            byte[] doc,
            MessageSink sink,
            JsonFactory factory,
            ReadLimits limits,
            RepeatedTexts texts,
            ElementLimit elements) {
        this.doc = doc;
        this.sink = sink;
        this.factory = factory;
        this.limits = limits;
        this.elements = elements;
        this.texts = texts;
        this.familiar = texts == null ? null : new FamiliarMessage(doc, limits, texts);
        this.facts = new FactCollector(limits);
        this.findings = new ElementEmitter(doc, sink, factory, elements);
    }

    /** Reads a document, or refuses it as a whole when it is no text. */
    void read(int start, int end, Location location, EnvelopeScope scope) {
        int from = Encoding.start(doc, start, end);
        try {
            ReadFault fault = Encoding.fault(doc, from, end);
            if (fault != null) {
                findings.unreadable(fault, start, end, location);
                return;
            }
            new Range(end, location, scope).read(from);
        } catch (ElementLimit.Reached reached) {
            findings.rest(reached, end);
        }
    }

    private Recovery recovery() {
        if (recovery == null) {
            recovery = new Recovery(doc, factory, limits);
        }
        return recovery;
    }

    /** A part of the document with values at its top; arrays among them count as their elements. */
    private final class Range {
        private final int end;
        private final Location location;
        private final EnvelopeScope scope;
        private final Numbering numbering;

        /** Arrays that were left while they were open: so many brackets may follow that close nothing. */
        private int left;

        /** Start of the broken element whose end is not told yet, or -1. */
        private int pending = -1;

        private ReadFault pendingFault;

        /** Elements of the array that opens here which are settled, although the careful parser has yet to read them. */
        private int settled;

        /** Messages that followed each other and were not familiar. */
        private int unfamiliar;

        Range(int end, Location location, EnvelopeScope scope) {
            this.end = end;
            this.location = location;
            this.scope = scope;
            this.numbering = new Numbering(location);
        }

        void read(int start) {
            int pos = LexicalScan.skipSpace(doc, start, end);
            if (pos == end) {
                findings.unreadable(ReadFault.notJson("a JSON value", doc, end, end), start, end, location);
            }
            while (pos < end) {
                if (pending >= 0) {
                    pos = readPending(pos);
                    pos = LexicalScan.skipSpace(doc, pos, end);
                    continue;
                }
                pos = readFamiliar(pos);
                if (pos < end) {
                    try (TokenStream in = new TokenStream(factory, doc, pos, end)) {
                        pos = readRoots(in, pos);
                    }
                }
                pos = LexicalScan.skipSpace(doc, pos, end);
            }
            if (pending >= 0) {
                settlePending(end);
            }
        }

        /** Reads familiar messages, in an array or alone; answers where the careful parser has to begin. */
        private int readFamiliar(int first) {
            int pos = first;
            while (pos < end && familiar != null && scope.shared() == null && left == 0 && settled == 0) {
                boolean array = doc[pos] == '[';
                int stop = array ? readFamiliarArray(pos) : readFamiliarRoot(pos);
                if (stop < 0) {
                    return pos;
                }
                int next = LexicalScan.skipSpace(doc, stop, end);
                pos = isSeparator(next) ? LexicalScan.skipSpace(doc, next + 1, end) : next;
            }
            return pos;
        }

        private int readFamiliarRoot(int pos) {
            int stop = readObject(pos);
            if (stop >= 0) {
                boolean alone = numbering.isFresh() && LexicalScan.skipSpace(doc, stop, end) == end;
                settleObject(pos, stop, alone ? location : numbering.next());
            }
            return stop;
        }

        /**
         * Answers where the array ended. When it cannot go on, the careful parser reads the array from its bracket, for
         * what it says of a fault depends on what it read before; but what is settled is not settled again.
         */
        private int readFamiliarArray(int bracket) {
            int pos = LexicalScan.skipSpace(doc, bracket + 1, end);
            if (pos < end && doc[pos] == ']') {
                return pos + 1;
            }
            int count = 0;
            while (true) {
                int stop = readObject(pos);
                if (stop < 0) {
                    settled = count;
                    return GIVEN_UP;
                }
                settleObject(pos, stop, numbering.next());
                count++;
                pos = LexicalScan.skipSpace(doc, stop, end);
                if (pos < end && doc[pos] == ']') {
                    return pos + 1;
                }
                if (pos == end || doc[pos] != ',') {
                    settled = count;
                    return GIVEN_UP;
                }
                pos = LexicalScan.skipSpace(doc, pos + 1, end);
            }
        }

        /** Reads one object, whatever is in it, unless it is broken or beyond a limit; answers where it ended. */
        private int readObject(int pos) {
            if (pos == end || doc[pos] != '{' || unfamiliar > MOST_UNFAMILIAR) {
                return GIVEN_UP;
            }
            if (familiar.read(pos, end)) {
                unfamiliar = 0;
                return familiar.end();
            }
            unfamiliar++;
            facts.clear();
            try (TokenStream in = new TokenStream(factory, doc, pos, end)) {
                in.next();
                facts.read(in, scope.shared());
                return in.position();
            } catch (IOException e) {
                return GIVEN_UP;
            }
        }

        private void settleObject(int start, int stop, Location at) {
            if (unfamiliar == 0) {
                findings.message(familiar.toMessage(at));
            } else {
                settle(null, start, stop, true, at, scope);
            }
        }

        /** Reads with one parser as far as it goes; answers where to go on. */
        private int readRoots(TokenStream in, int first) {
            int pos = first;
            while (pos < end) {
                int start = pos;
                ReadFault fault;
                facts.clear();
                try {
                    JsonToken token = in.next();
                    if (token == JsonToken.START_ARRAY) {
                        int stop = readArray(in);
                        if (stop < 0) {
                            return ~stop;
                        }
                        pos = LexicalScan.skipSpace(doc, stop, end);
                        continue;
                    }
                    fault = readElement(in, token, pos);
                } catch (IOException e) {
                    return broken(stop -> ReadFault.of(e, in, doc, start, stop), pos);
                }
                int after = in.position();
                if (isOutOfPlace(pos, after)) {
                    ReadFault outOfPlace = fault;
                    return broken(stop -> outOfPlace, pos);
                }
                element(fault, pos, after, true);
                pos = LexicalScan.skipSpace(doc, after, end);
                if (isSeparator(pos)) {
                    return pos + 1;
                }
            }
            return end;
        }

        /** One comma between values parts them as well as white space does. */
        private boolean isSeparator(int pos) {
            if (pos == end || doc[pos] != ',') {
                return false;
            }
            int next = LexicalScan.skipSpace(doc, pos + 1, end);
            return next == end || doc[next] == '{' || doc[next] == '[';
        }

        /** A string that something follows begins, or ends, where another was broken. */
        private boolean isOutOfPlace(int pos, int stop) {
            return doc[pos] == '"' && !BracketScan.isPlausible(doc, pos, pos, stop, end);
        }

        /** Reads on behind what is broken at {@code pos}, or makes it pending. Its fault may depend on its end. */
        private int broken(IntFunction<ReadFault> cause, int pos) {
            if (left > 0 && doc[pos] == ']') {
                left--;
                int next = LexicalScan.skipSpace(doc, pos + 1, end);
                return isSeparator(next) ? next + 1 : next;
            }
            boolean opens = doc[pos] == '{' || doc[pos] == '[';
            Extent extent =
                    opens ? recovery().extent(pos, end, false) : recovery().junk(pos, end, false);
            int stop = Math.max(extent.end(), pos + 1);
            ReadFault fault = cause.apply(stop);
            if (!extent.told()) {
                pending = pos;
                pendingFault = fault;
                return stop;
            }
            element(fault, pos, stop, extent.clear());
            int next = LexicalScan.skipSpace(doc, stop, end);
            return isSeparator(next) ? next + 1 : next;
        }

        /** Looks for the end of the pending element at or behind {@code pos}. */
        private int readPending(int pos) {
            if (opensLine(pos) || recovery().startsMessage(pos, end)) {
                settlePending(pos);
                return pos;
            }
            return switch (doc[pos]) {
                case '{' -> recovery().extent(pos, end, false).end();
                case '[', ']', '}', ',' -> pos + 1;
                default -> Math.max(pos + 1, recovery().junk(pos, end, false).end());
            };
        }

        private boolean opensLine(int pos) {
            return LexicalScan.opensLine(doc, pos, end) && pos > 0 && LexicalScan.isLineBreak(doc[pos - 1]);
        }

        private void settlePending(int stop) {
            int start = pending;
            ReadFault fault = pendingFault;
            pending = -1;
            pendingFault = null;
            facts.clear();
            element(fault, start, LexicalScan.trimEnd(doc, start, stop), false);
        }

        /** Where the first value at the top stands is known only when there is, or is not, a second one. */
        private void element(ReadFault fault, int start, int stop, boolean clear) {
            boolean alone = numbering.isFresh() && LexicalScan.skipSpace(doc, stop, end) == end;
            settle(fault, start, stop, clear, alone ? location : numbering.next(), scope);
        }

        private void indexed(ReadFault fault, int start, int stop, boolean clear) {
            if (settled > 0) {
                settled--;
                return;
            }
            settle(fault, start, stop, clear, numbering.next(), scope);
        }

        /** Reads elements up to the closing bracket; answers where the array ended, negated if not with this parser. */
        private int readArray(TokenStream in) {
            int pos = in.position();
            boolean first = true;
            while (true) {
                facts.clear();
                ReadFault fault;
                try {
                    JsonToken token = in.next();
                    if (token == JsonToken.END_ARRAY) {
                        int stop = in.position();
                        int next = LexicalScan.skipSpace(doc, stop, end);
                        return isSeparator(next) ? ~(next + 1) : stop;
                    }
                    pos = in.tokenStart();
                    fault = readElement(in, token, pos);
                } catch (IOException e) {
                    pos = LexicalScan.skipSpace(doc, pos, end);
                    if (!first && pos < end && doc[pos] == ',') {
                        pos = LexicalScan.skipSpace(doc, pos + 1, end);
                    }
                    return ~resumeArray(ReadFault.of(e, in, doc, pos, end), pos);
                }
                int stop = in.position();
                if (isOutOfPlace(pos, stop)) {
                    return ~resumeArray(fault, pos);
                }
                indexed(fault, pos, stop, true);
                pos = stop;
                first = false;
            }
        }

        /** Reads on, one parser for each element, from the broken element at {@code pos} to the end of the array. */
        private int resumeArray(ReadFault broken, int from) {
            ReadFault fault = broken;
            int pos = from;
            while (true) {
                boolean opens = pos < end && (doc[pos] == '{' || doc[pos] == '[');
                Extent extent =
                        opens ? recovery().extent(pos, end, true) : recovery().junk(pos, end, true);
                if (!extent.told()) {
                    left++;
                    pending = pos;
                    pendingFault = fault;
                    return extent.end();
                }
                indexed(fault, pos, extent.end(), extent.clear());
                fault = null;
                int stop = extent.end();
                pos = LexicalScan.skipSpace(doc, stop, end);
                boolean good = false;
                while (fault == null) {
                    facts.clear();
                    if (pos == end ? !good : doc[pos] == ']') {
                        int next = LexicalScan.skipSpace(doc, Math.min(pos + 1, end), end);
                        return isSeparator(next) ? next + 1 : next;
                    }
                    boolean separated = pos < end && doc[pos] == ',';
                    if (separated) {
                        pos = LexicalScan.skipSpace(doc, pos + 1, end);
                    } else if (opensLine(pos)) {
                        left++;
                        return pos;
                    } else if (!good && recovery().startsMessage(pos, end)) {
                        separated = true; // what was broken took the comma with it
                    }
                    if (!separated || pos == end || doc[pos] == ']' || doc[pos] == ',') {
                        fault = ReadFault.notJson(separated ? "a JSON value" : "a comma or a bracket", doc, pos, end);
                        continue;
                    }
                    try (TokenStream in = new TokenStream(factory, doc, pos, limitOf(pos))) {
                        ReadFault found;
                        try {
                            found = readElement(in, in.next(), pos);
                        } catch (IOException e) {
                            fault = ReadFault.of(e, in, doc, pos, end);
                            continue;
                        }
                        stop = in.position();
                        if (isOutOfPlace(pos, stop)) {
                            fault = found;
                            continue;
                        }
                        indexed(found, pos, stop, true);
                        pos = LexicalScan.skipSpace(doc, stop, end);
                        good = true;
                    }
                }
            }
        }

        /** A number at the top of a parser's range must not be followed by a comma. */
        private int limitOf(int pos) {
            return switch (doc[pos]) {
                case '{', '[' -> end;
                default -> Math.max(pos + 1, recovery().junk(pos, end, true).end());
            };
        }

        /** Reads one element into the facts; answers a fault when it is well-formed but no object. */
        private ReadFault readElement(TokenStream in, JsonToken token, int start) throws IOException {
            if (token == JsonToken.START_OBJECT) {
                facts.read(in, scope.shared());
                return null;
            }
            facts.skip(in, token);
            return ReadFault.notAnObject(token, start);
        }
    }

    /** Hands over one element: a message, what an envelope holds, or a fault. */
    private void settle(ReadFault fault, int start, int stop, boolean clear, Location location, EnvelopeScope scope) {
        boolean mayBeEnvelope = fault == null ? facts.mayBeEnvelope() : stop > start && doc[start] == '{';
        if (mayBeEnvelope) {
            Envelope envelope = Envelope.find(doc, start, stop);
            if (envelope != null) {
                new Opening(envelope, start, stop, location, scope).open(fault, clear);
                return;
            }
        }
        if (fault == null && facts.mayBeTooDeep() && LexicalScan.depth(doc, start, stop) > limits.maxDepth()) {
            findings.unreadable(ReadFault.tooDeep(limits.maxDepth()), start, stop, location);
        } else if (fault == null) {
            findings.message(facts, start, stop, scope.shared(), location);
        } else {
            findings.unreadable(fault, start, stop, location);
        }
    }

    /** One envelope, and what is done with its parts. */
    private final class Opening {
        private final Envelope envelope;
        private final int start;
        private final int stop;
        private final Location location;
        private final EnvelopeScope outer;

        Opening(Envelope envelope, int start, int stop, Location location, EnvelopeScope outer) {
            this.envelope = envelope;
            this.start = start;
            this.stop = stop;
            this.location = location;
            this.outer = outer;
        }

        /** Reads what it holds. {@code clear} says whether its parts can be told apart. */
        void open(ReadFault fault, boolean clear) {
            if (outer.envelopes() == Envelope.MAX_ENVELOPES) {
                String detail = "expected a message but found more than " + Envelope.MAX_ENVELOPES + " envelopes";
                findings.unreadable(new ReadFault(RejectReason.TOO_DEEP, "", detail), start, stop, location);
                return;
            }
            if (!clear && envelope.held().get(0).form() != Form.JSON) {
                findings.unreadable(fault, start, stop, location);
                return;
            }
            SharedContext shared = outer.shared();
            if (envelope.sharesContext(doc)) {
                int length = envelope.contextEnd() - envelope.contextStart();
                if (shared != null && !elements.mayMerge(length + shared.raw().length())) {
                    findings.unreadable(ReadFault.tooManyContexts(), start, stop, location);
                    return;
                }
                shared = SharedContext.read(
                        doc,
                        envelope.contextStart(),
                        envelope.contextEnd(),
                        factory,
                        limits,
                        shared,
                        unshared -> findings.unreadable(unshared, start, stop, location));
                if (shared == null) {
                    return;
                }
            }
            EnvelopeScope scope = outer.within(shared);
            int before = findings.unreadable();
            int pos = start;
            for (Held held : envelope.held()) {
                beside(pos, held.start(), fault);
                pos = clear ? held.end() : stop;
                read(held, pos, scope);
                if (!clear) {
                    break;
                }
            }
            beside(pos, stop, fault);
            if (fault != null && before == findings.unreadable()) {
                findings.unreadable(fault, start, stop, location);
            }
        }

        /** What stands between the values that hold messages is the envelope itself: broken, or in order. */
        private void beside(int from, int to, ReadFault fault) {
            if (fault != null && fault.at() >= from && fault.at() < to) {
                findings.unreadable(fault, from, to, location);
            } else if (envelope.holdsMore(doc, from, to, fault != null && from > start)) {
                findings.unreadable(fault == null ? ReadFault.notOfTheEnvelope() : fault, from, to, location);
            }
        }

        private void read(Held held, int end, EnvelopeScope scope) {
            Location within = Location.of(location.path() + held.path());
            if (held.form() == Form.JSON) {
                new Range(end, within, scope).read(held.start());
                return;
            }
            int invalid = Utf8.firstInvalid(doc, held.start(), end);
            if (invalid >= 0) {
                findings.unreadable(ReadFault.invalidUtf8(invalid), start, stop, within);
                return;
            }
            byte[] data;
            try (TokenStream in = new TokenStream(HELD_TEXT, doc, held.start(), end)) {
                in.next();
                data = held.form() == Form.TEXT
                        ? JsonText.bytes(in.parser().getText())
                        : in.parser().getBinaryValue(variant(held));
            } catch (IOException e) {
                String expected = held.form() == Form.TEXT ? "JSON as text" : "base64";
                findings.unreadable(
                        new ReadFault(
                                RejectReason.NOT_JSON,
                                "",
                                "expected " + expected + " in the string at byte " + held.start()),
                        start,
                        stop,
                        within);
                return;
            }
            new DocumentParser(data, sink, factory, limits, texts, elements).read(0, data.length, within, scope);
        }

        /** Either alphabet, with padding or without. Other members of the Pub/Sub message may follow the data. */
        private Base64Variant variant(Held held) {
            int close = LexicalScan.skipString(doc, held.start(), held.end());
            for (int i = held.start(); i < close; i++) {
                if (doc[i] == '-' || doc[i] == '_') {
                    return URL_SAFE;
                }
            }
            return Base64Variants.MIME_NO_LINEFEEDS.withPaddingAllowed();
        }
    }
}
