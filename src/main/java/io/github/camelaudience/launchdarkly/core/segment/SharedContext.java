package io.github.camelaudience.launchdarkly.core.segment;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import io.github.camelaudience.launchdarkly.core.json.LexicalScan;
import io.github.camelaudience.launchdarkly.core.json.MessageTrees;
import io.github.camelaudience.launchdarkly.core.json.RawJson;
import io.github.camelaudience.launchdarkly.core.json.TokenStream;
import io.github.camelaudience.launchdarkly.core.json.Utf8;
import java.io.IOException;

/**
 * The {@code context} of an envelope, which counts for every message in it as far as the message's own lacks members.
 *
 * @param raw      the object as it was written
 * @param facts    what was read from it; not changed any more
 * @param flagName the membership flag it names, or {@code null}
 */
record SharedContext(RawJson raw, ContextFacts facts, String flagName) {

    /** Receives the reason when a context cannot be read. */
    interface OnFault {
        void fault(ReadFault fault);
    }

    /** Reads the object between the bounds, over that of an outer envelope; {@code null} after a fault. */
    static SharedContext read(
            byte[] doc,
            int start,
            int end,
            JsonFactory factory,
            ReadLimits limits,
            SharedContext outer,
            OnFault onFault) {
        // It becomes part of every message's tree: with one of megabytes, a document would take quadratic time.
        if (end - start > limits.maxStringLength()) {
            onFault.fault(
                    ReadFault.tooLarge(limits.maxStringLength(), end - start).in(".context"));
            return null;
        }
        ContextFacts facts = new ContextFacts(new ValueReader(limits));
        int stop;
        try (TokenStream in = new TokenStream(factory, doc, start, end)) {
            try {
                JsonToken token = in.next();
                facts.read(in.parser(), token);
                stop = in.position();
            } catch (IOException e) {
                onFault.fault(ReadFault.of(e, in, doc, start, end).in(".context"));
                return null;
            }
        }
        int invalid = Utf8.firstInvalid(doc, start, stop);
        int rest = LexicalScan.skipSpace(doc, stop, end);
        if (invalid >= 0 || rest < end) {
            ReadFault fault = invalid >= 0
                    ? ReadFault.invalidUtf8(invalid)
                    : ReadFault.notJson("a comma or a closing bracket", doc, rest, end);
            onFault.fault(fault.in(".context"));
            return null;
        }
        RawJson raw = new RawJson(doc, start, stop - start);
        if (outer != null) {
            facts.inherit(outer.facts);
            raw = MessageTrees.merge(raw, outer.raw);
        }
        return new SharedContext(raw, facts, facts.flagName());
    }
}
