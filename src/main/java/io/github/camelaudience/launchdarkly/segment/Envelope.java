package io.github.camelaudience.launchdarkly.segment;

/**
 * An object that is no message but holds some: the Tracking API's {@code batch}, Extensible Webhook's {@code json},
 * EventBridge's {@code detail}, and the {@code message.data} of a Pub/Sub push. Found by byte ranges, so that a fault
 * in one message does not hide the others.
 *
 * @param kind         how the messages are held
 * @param valueStart   index of the first byte of the value that holds them
 * @param valueEnd     index after its last
 * @param contextStart index of the first byte of the {@code context} for all of them, or -1
 * @param contextEnd   index after its last
 */
record Envelope(Kind kind, int valueStart, int valueEnd, int contextStart, int contextEnd) {

    /** Envelopes around one message. */
    static final int MAX_ENVELOPES = 4;

    /** Levels that so many envelopes add to those of a message. */
    static final int MAX_LEVELS = 2 * MAX_ENVELOPES;

    /** In order of precedence. */
    enum Kind {
        BATCH("batch", '['),
        JSON("json", '{'),
        DETAIL("detail", '{'),
        DATA("message", '{');

        private final String member;
        private final char opening;

        Kind(String member, char opening) {
            this.member = member;
            this.opening = opening;
        }

        /** Path of the messages within the envelope. */
        String path() {
            return this == DATA ? ".message.data" : "." + member;
        }
    }

    /** Whether it has a context to share. */
    boolean sharesContext(byte[] doc) {
        return contextStart >= 0 && doc[contextStart] == '{';
    }

    /** The envelope whose brace opens at {@code start}; {@code null} when it is a message, or holds none. */
    static Envelope find(byte[] doc, int start, int end) {
        Kind[] kinds = Kind.values();
        int[] starts = new int[kinds.length];
        int[] ends = new int[kinds.length];
        int contextStart = -1;
        int contextEnd = -1;
        boolean typed = false;
        ObjectMembers members = new ObjectMembers(doc, start, end);
        while (members.next()) {
            if (members.isNamed("type")) {
                typed = members.valueKind() == '"';
            } else if (members.isNamed("context")) {
                contextStart = members.valueStart();
                contextEnd = members.valueEnd();
            }
            for (int i = 0; i < kinds.length; i++) {
                if (members.isNamed(kinds[i].member)) {
                    boolean fits = members.valueKind() == kinds[i].opening;
                    starts[i] = fits ? members.valueStart() : 0;
                    ends[i] = members.valueEnd();
                    if (fits && kinds[i] == Kind.DATA) {
                        starts[i] = dataStart(doc, starts[i], ends[i]);
                    }
                }
            }
        }
        for (int i = 0; i < kinds.length && !typed; i++) {
            if (starts[i] > 0) {
                return new Envelope(kinds[i], starts[i], ends[i], contextStart, contextEnd);
            }
        }
        return null;
    }

    /** Where the text {@code data} of a Pub/Sub message starts, or 0. */
    private static int dataStart(byte[] doc, int start, int end) {
        int data = 0;
        ObjectMembers members = new ObjectMembers(doc, start, end);
        while (members.next()) {
            if (members.isNamed("data")) {
                data = members.valueKind() == '"' ? members.valueStart() : 0;
            }
        }
        return data;
    }
}
