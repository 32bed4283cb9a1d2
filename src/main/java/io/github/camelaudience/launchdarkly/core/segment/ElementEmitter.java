package io.github.camelaudience.launchdarkly.core.segment;

import com.fasterxml.jackson.core.JsonFactory;
import io.github.camelaudience.launchdarkly.core.json.LexicalScan;
import io.github.camelaudience.launchdarkly.core.json.Location;
import io.github.camelaudience.launchdarkly.core.json.RawJson;
import io.github.camelaudience.launchdarkly.core.json.Utf8;
import java.io.IOException;

/** Hands over what is found in a document, element by element. */
final class ElementEmitter {

    private final byte[] doc;
    private final MessageSink sink;
    private final JsonFactory factory;
    private final ElementLimit limit;
    private int unreadable;

    ElementEmitter(byte[] doc, MessageSink sink, JsonFactory factory, ElementLimit limit) {
        this.doc = doc;
        this.sink = sink;
        this.factory = factory;
        this.limit = limit;
    }

    /** The facts make a message, unless its bytes are no UTF-8 or its flag or time is too long. */
    void message(FactCollector facts, int start, int end, SharedContext shared, Location location) {
        int invalid = Utf8.firstInvalid(doc, start, end);
        if (invalid >= 0) {
            unreadable(ReadFault.invalidUtf8(invalid), start, end, location);
            return;
        }
        AudienceMessage message;
        try {
            message = facts.toMessage(new RawJson(doc, start, end - start), shared, location, factory);
        } catch (IOException e) {
            unreadable(ReadFault.lateTooLarge(), start, end, location);
            return;
        }
        message(message);
    }

    /** Hands over a message that is whole. */
    void message(AudienceMessage message) {
        if (limit.isReached()) {
            throw limit.at(message.raw().offset(), message.location());
        }
        limit.take();
        sink.message(message);
    }

    /** The element from {@code start} to {@code end}, less trailing white space, cannot be read. */
    void unreadable(ReadFault fault, int start, int end, Location location) {
        if (limit.isReached()) {
            throw limit.at(start, location);
        }
        limit.take();
        hand(fault, start, end, location);
    }

    /** All that is left of the document is more than is taken of one. */
    void rest(ElementLimit.Reached reached, int end) {
        hand(ReadFault.tooMany(limit.most()), reached.start(), end, reached.location());
    }

    private void hand(ReadFault fault, int start, int end, Location location) {
        unreadable++;
        int length = LexicalScan.trimEnd(doc, start, end) - start;
        sink.unreadable(new UnreadableMessage(
                fault.reason(), location.path() + fault.within(), fault.detail(), new RawJson(doc, start, length)));
    }

    /** How many elements could not be read so far. */
    int unreadable() {
        return unreadable;
    }
}
