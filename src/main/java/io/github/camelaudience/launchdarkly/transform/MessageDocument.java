package io.github.camelaudience.launchdarkly.transform;

import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessageReader;
import io.github.camelaudience.launchdarkly.core.segment.MessageSink;
import io.github.camelaudience.launchdarkly.core.segment.ReadLimits;
import io.github.camelaudience.launchdarkly.core.segment.UnreadableMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * The messages of one JSON document, all of which can be read.
 *
 * @param messages in the order of the document
 */
record MessageDocument(List<AudienceMessage> messages) {

    private static final AudienceMessageReader READER = new AudienceMessageReader(ReadLimits.DEFAULT);

    MessageDocument {
        messages = List.copyOf(messages);
    }

    /**
     * Reads a document.
     *
     * @throws IllegalArgumentException when something in it is no message; it names the first place, never a person
     */
    static MessageDocument read(byte[] json) {
        List<AudienceMessage> messages = new ArrayList<>();
        List<UnreadableMessage> unreadable = new ArrayList<>();
        READER.read(json, new MessageSink() {
            @Override
            public void message(AudienceMessage message) {
                messages.add(message);
            }

            @Override
            public void unreadable(UnreadableMessage message) {
                unreadable.add(message);
            }
        });
        if (!unreadable.isEmpty()) {
            UnreadableMessage first = unreadable.get(0);
            throw new IllegalArgumentException(unreadable.size() + " of " + (messages.size() + unreadable.size())
                    + " elements cannot be read as Segment messages; the first is " + first.reason() + " at "
                    + first.path() + ": " + first.detail());
        }
        return new MessageDocument(messages);
    }

    /**
     * The only message.
     *
     * @throws IllegalArgumentException when there are none or several
     */
    AudienceMessage single() {
        if (messages.size() != 1) {
            throw new IllegalArgumentException("expected one Segment message but found " + messages.size()
                    + "; the data type launchdarkly-audience:segment-audience takes any number");
        }
        return messages.get(0);
    }

    /** Whether the document is one message that stands alone, in no array and on no line among others. */
    boolean isLone() {
        return messages.size() == 1 && messages.get(0).index() == AudienceMessage.NOT_INDEXED;
    }
}
