package io.github.camelaudience.launchdarkly.core.trigger;

import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessageReader;
import io.github.camelaudience.launchdarkly.core.segment.MessageSink;
import io.github.camelaudience.launchdarkly.core.segment.ReadLimits;
import io.github.camelaudience.launchdarkly.core.segment.UnreadableMessage;
import java.nio.charset.StandardCharsets;

/** A trigger, a zero byte, a document: a trigger is refused, or means the same when it is written out and read again. */
public final class TriggerFuzz {

    private static final AudienceMessageReader READER = new AudienceMessageReader(ReadLimits.DEFAULT);

    private TriggerFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        int cut = 0;
        while (cut < input.length && input[cut] != 0) {
            cut++;
        }
        FqlTrigger trigger;
        try {
            trigger = FqlTrigger.compile(new String(input, 0, cut, StandardCharsets.UTF_8));
        } catch (InvalidTriggerException e) {
            return;
        }
        FqlTrigger again = FqlTrigger.compile(trigger.toString());
        check(again.toString().equals(trigger.toString()), "another text");
        int start = Math.min(cut + 1, input.length);
        READER.read(input, start, input.length - start, "$", AudienceMessage.NOT_INDEXED, new MessageSink() {
            @Override
            public void message(AudienceMessage message) {
                check(trigger.matches(message) == again.matches(message), "another meaning");
            }

            @Override
            public void unreadable(UnreadableMessage message) {
                // no trigger is asked
            }
        });
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }
}
