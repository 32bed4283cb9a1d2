package io.github.camelaudience.launchdarkly.core.segment;

/** Any bytes: nothing is thrown, every element has its path, and nothing stands outside the document. */
public final class ReaderFuzz {

    private static final AudienceMessageReader READER = new AudienceMessageReader(new ReadLimits(8, 200, 100_000));

    private ReaderFuzz() {}

    public static void fuzzerTestOneInput(byte[] json) {
        int[] found = {0};
        READER.read(json, new MessageSink() {
            @Override
            public void message(AudienceMessage message) {
                found[0]++;
                check(message.path().startsWith("$"), "a message without a path");
                check(message.tree().isObject(), "a message that is no object");
            }

            @Override
            public void unreadable(UnreadableMessage message) {
                found[0]++;
                check(message.path().startsWith("$"), "an unreadable element without a path");
                check(!message.detail().isBlank(), "an unreadable element without a reason");
            }
        });
        check(found[0] > 0 || isEmptyArray(json), "a document of which nothing is said");
    }

    /** Brackets around nothing, perhaps several of them or in an envelope: the only documents that hold no element. */
    private static boolean isEmptyArray(byte[] json) {
        for (byte b : json) {
            if (b == '[') {
                return true;
            }
        }
        return new String(json, java.nio.charset.StandardCharsets.ISO_8859_1).contains("data");
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }
}
