package io.github.camelaudience.launchdarkly.core.segment;

import io.github.camelaudience.launchdarkly.core.verdict.PlainReading;

/** A change is made only of what a plain reading of the tree finds, too: person, audience and value. */
public final class VerdictFuzz {

    private static final AudienceMessageReader READER = new AudienceMessageReader(ReadLimits.DEFAULT);

    private VerdictFuzz() {}

    public static void fuzzerTestOneInput(byte[] json) {
        READER.read(json, new MessageSink() {
            @Override
            public void message(AudienceMessage message) {
                PlainReading.isChange(message);
            }

            @Override
            public void unreadable(UnreadableMessage message) {
                // no change comes of it
            }
        });
    }
}
