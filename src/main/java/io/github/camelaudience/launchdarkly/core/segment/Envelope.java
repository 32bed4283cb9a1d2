package io.github.camelaudience.launchdarkly.core.segment;

import io.github.camelaudience.launchdarkly.core.json.EscapedText;
import io.github.camelaudience.launchdarkly.core.json.LexicalScan;
import io.github.camelaudience.launchdarkly.core.json.ObjectMembers;
import java.util.ArrayList;
import java.util.List;

/**
 * An object that is no message but holds some: the Tracking API's {@code batch}, Extensible Webhook's {@code json},
 * EventBridge's {@code detail}, the {@code message.data} of a Pub/Sub push, the {@code Message} of an SNS notification,
 * the {@code payload} of Kafka Connect's JSON, and the {@code data} of a CloudEvent. Found by byte ranges, so that a
 * fault in one message does not hide the others. One of several kinds holds what each of them holds.
 *
 * @param held         what holds the messages, in the order of the document
 * @param contextStart index of the first byte of the {@code context} for all of them, or -1
 * @param contextEnd   index after its last
 * @param other        start and end of what is known to hold none, whatever it looks like
 */
record Envelope(List<Held> held, int contextStart, int contextEnd, List<int[]> other) {

    /** Envelopes around one message. */
    static final int MAX_ENVELOPES = 4;

    /** Levels that so many envelopes add to those of a message. */
    static final int MAX_LEVELS = 2 * MAX_ENVELOPES;

    /** Members that make a message, or hold one, when they are strings. */
    private static final String[] TELLING = {"type", "json", "detail", "data", "data_base64", "Message", "payload"};

    /** Longer strings, and those with escapes, may be messages when the member that they are of is broken. */
    private static final int LONGEST_PLAIN = 100;

    /** How messages are held. */
    enum Form {
        JSON,
        TEXT,
        BASE64
    }

    /**
     * One value that holds messages.
     *
     * @param path  of the messages within the envelope
     * @param start index of the first byte of the value
     * @param end   index after its last
     */
    record Held(String path, Form form, int start, int end) {}

    /** Whether it has a context to share. */
    boolean sharesContext(byte[] doc) {
        return contextStart >= 0 && doc[contextStart] == '{';
    }

    /**
     * Whether between the bounds, outside of what is known to hold none, an object is a message or an envelope by one of
     * its members.
     *
     * @param strict whether any object or packed string at all is one too many, because the envelope is broken
     */
    boolean holdsMore(byte[] doc, int start, int end, boolean strict) {
        int pos = start;
        for (int[] range : other) {
            if (range[0] >= pos && range[0] < end) {
                if (isSuspicious(doc, pos, range[0], strict)) {
                    return true;
                }
                pos = range[1];
            }
        }
        return isSuspicious(doc, pos, end, strict);
    }

    private static boolean isSuspicious(byte[] doc, int start, int end, boolean strict) {
        int pos = start;
        while (pos < end) {
            if (doc[pos] != '"') {
                if (strict && doc[pos] == '{') {
                    return true;
                }
                pos++;
                continue;
            }
            int close = LexicalScan.skipString(doc, pos, end);
            int colon = LexicalScan.skipSpace(doc, close, end);
            if (colon < end && doc[colon] == ':') {
                int value = LexicalScan.skipSpace(doc, colon + 1, end);
                if (value < end && doc[value] == '"' && isTelling(doc, pos + 1, close - 1)) {
                    return true;
                }
            } else if (isJsonText(doc, pos + 1, close) || (strict && isPacked(doc, pos, close))) {
                return true;
            }
            pos = close;
        }
        return false;
    }

    /** Whether the string may hold a message. */
    private static boolean isPacked(byte[] doc, int open, int close) {
        boolean packed = close - open > LONGEST_PLAIN;
        for (int i = open; i < close && !packed; i++) {
            packed = doc[i] == '\\';
        }
        return packed;
    }

    private static boolean isTelling(byte[] doc, int start, int end) {
        for (String name : TELLING) {
            if (EscapedText.equals(doc, start, end, name)) {
                return true;
            }
        }
        return false;
    }

    /** The envelope whose brace opens at {@code start}; {@code null} when it is a message, or holds none. */
    static Envelope find(byte[] doc, int start, int end) {
        return new Search(doc).in(start, end);
    }

    /** Goes through the members of one object. */
    private static final class Search {
        private static final String DATA = ".message.data";

        private final byte[] doc;
        private final List<Held> held = new ArrayList<>(1);
        private final List<Held> ofCloudEvent = new ArrayList<>(0);
        private final List<Held> ofConnect = new ArrayList<>(0);
        private final List<int[]> other = new ArrayList<>(0);
        private int contextStart = -1;
        private int contextEnd = -1;
        private boolean typed;
        private boolean cloudEvent;
        private boolean connect;

        Search(byte[] doc) {
            this.doc = doc;
        }

        Envelope in(int start, int end) {
            ObjectMembers members = new ObjectMembers(doc, start, end);
            while (members.next()) {
                look(members);
            }
            if (cloudEvent) {
                held.addAll(ofCloudEvent);
            }
            if (connect) {
                held.addAll(ofConnect);
            }
            if (held.isEmpty() || (typed && !cloudEvent)) {
                return null;
            }
            held.sort((a, b) -> Integer.compare(a.start, b.start));
            return new Envelope(held, contextStart, contextEnd, other);
        }

        private void look(ObjectMembers members) {
            int from = members.valueStart();
            int to = members.valueEnd();
            byte kind = members.valueKind();
            if (members.isNamed("type")) {
                typed = kind == '"';
                other.add(new int[] {members.nameStart(), to});
            } else if (members.isNamed("context")) {
                contextStart = from;
                contextEnd = to;
                other.add(new int[] {from, to});
            } else if (members.isNamed("batch")) {
                put(held, ".batch", kind == '[', Form.JSON, from, to);
            } else if (members.isNamed("json")) {
                put(held, ".json", kind != '[', form(kind), from, to);
            } else if (members.isNamed("detail")) {
                put(held, ".detail", kind != '[', form(kind), from, to);
            } else if (members.isNamed("message")) {
                push(kind, from, to);
            } else if (members.isNamed("Message")) {
                put(held, ".Message", kind == '"', Form.TEXT, from, to);
            } else if (members.isNamed("payload")) {
                put(ofConnect, ".payload", true, form(kind), from, to);
            } else if (members.isNamed("schema")) {
                connect = true;
                other.add(new int[] {from, to});
            } else if (members.isNamed("data")) {
                put(ofCloudEvent, ".data", true, form(kind), from, to);
            } else if (members.isNamed("data_base64")) {
                put(ofCloudEvent, ".data_base64", kind == '"', Form.BASE64, from, to);
            } else if (members.isNamed("specversion")) {
                cloudEvent = true;
            } else if (members.isNamed("integrations") || members.isNamed("MessageAttributes")) {
                other.add(new int[] {from, to});
            } else if (members.isNamed("rejected") && isFlat(from, to)) {
                other.add(new int[] {from, to}); // why the message that stands beside it was rejected before
            }
        }

        /** Whether an object holds neither an object nor an array, not even as text. */
        private boolean isFlat(int from, int to) {
            int pos = from + 1;
            while (pos < to) {
                int next = doc[pos] == '"' ? LexicalScan.skipString(doc, pos, to) : pos + 1;
                if (doc[pos] == '{' || doc[pos] == '[' || doc[pos] == '"' && isJsonText(doc, pos + 1, next)) {
                    return false;
                }
                pos = next;
            }
            return true;
        }

        /** Of two with one name the last counts, as everywhere. */
        private void put(List<Held> list, String path, boolean fits, Form form, int from, int to) {
            list.removeIf(each -> each.path.equals(path));
            if (fits && form != null && (form != Form.TEXT || isJsonText(doc, from + 1, to))) {
                list.add(new Held(path, form, from, form == Form.JSON ? to : LexicalScan.skipString(doc, from, to)));
            }
        }

        private static Form form(byte kind) {
            return switch (kind) {
                case '{', '[' -> Form.JSON;
                case '"' -> Form.TEXT;
                default -> null;
            };
        }

        /** A Pub/Sub message: its data is base64, its attributes are the sender's. */
        private void push(byte kind, int from, int to) {
            put(held, DATA, false, Form.BASE64, from, to);
            ObjectMembers members = new ObjectMembers(doc, from, to);
            while (kind == '{' && members.next()) {
                if (members.isNamed("data")) {
                    boolean text = members.valueKind() == '"';
                    put(held, DATA, text, Form.BASE64, members.valueStart(), members.valueEnd());
                } else if (members.isNamed("attributes")) {
                    other.add(new int[] {members.valueStart(), members.valueEnd()});
                }
            }
        }
    }

    /** Whether a string that holds these bytes begins as an object or array does. */
    private static boolean isJsonText(byte[] doc, int from, int to) {
        int pos = from;
        while (pos < to) {
            boolean escaped = doc[pos] == '\\' && pos + 1 < to;
            byte b = escaped ? doc[pos + 1] : doc[pos];
            if (escaped ? b != 'n' && b != 'r' && b != 't' : b != ' ') {
                return !escaped && (b == '{' || b == '[');
            }
            pos += escaped ? 2 : 1;
        }
        return false;
    }
}
