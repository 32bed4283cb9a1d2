package io.github.camelaudience.launchdarkly.core.segment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.github.camelaudience.launchdarkly.core.json.TokenStream;
import io.github.camelaudience.launchdarkly.core.json.Utf8;
import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * Why an element cannot be read. Says nothing of what the element holds but single characters and the names of members
 * that every Segment message has.
 *
 * @param reason the reason
 * @param within where in the element, as the rest of a JSON path: empty, or {@code .context.traits}
 * @param detail what was expected and what was found
 * @param at     index of the byte that is to blame, or -1
 */
record ReadFault(RejectReason reason, String within, String detail, int at) {

    private static final int NOWHERE = -1;

    private static final Set<String> PUBLIC_NAMES = Set.of(
            "messageId",
            "type",
            "userId",
            "anonymousId",
            "context",
            "traits",
            "properties",
            "personas",
            "email",
            "computation_id",
            "computation_key",
            "computation_class",
            "timestamp",
            "originalTimestamp",
            "receivedAt",
            "sentAt",
            "batch",
            "json",
            "detail",
            "message",
            "data",
            "data_base64",
            "Message",
            "payload");

    /** What the parser's words about a syntax error mean. Its full text may quote the document. */
    private static final String[][] EXPECTATIONS = {
        {"was expecting comma", "a comma or a closing bracket"},
        {"was expecting a colon", "a colon after the member name"},
        {"was expecting double-quote", "a member name in double quotes"},
        {"Illegal unquoted character", "control characters to be escaped"},
        {"numeric value", "a number"},
        {"hexadecimal", "an escape sequence"},
        {"escape", "an escape sequence"},
        {"marker", "matching brackets"},
    };

    ReadFault(RejectReason reason, String within, String detail) {
        this(reason, within, detail, NOWHERE);
    }

    static ReadFault notAnObject(JsonToken token, int offset) {
        String found =
                switch (token) {
                    case START_ARRAY -> "an array";
                    case VALUE_STRING -> "a string";
                    case VALUE_TRUE, VALUE_FALSE -> "a boolean";
                    case VALUE_NULL -> "null";
                    default -> "a number";
                };
        return new ReadFault(
                RejectReason.NOT_AN_OBJECT, "", "expected an object but found " + found + " at byte " + offset);
    }

    static ReadFault notJson(String expected, byte[] doc, int offset, int end) {
        return new ReadFault(
                RejectReason.NOT_JSON, "", "expected " + expected + " but found " + found(doc, offset, end));
    }

    static ReadFault invalidUtf8(int offset) {
        return new ReadFault(RejectReason.NOT_JSON, "", "expected UTF-8 but found invalid UTF-8 at byte " + offset);
    }

    static ReadFault tooDeep(int limit) {
        return new ReadFault(
                RejectReason.TOO_DEEP,
                "",
                "expected " + LimitExceededException.depth(limit).getMessage());
    }

    static ReadFault tooLarge(int limit, int length) {
        return new ReadFault(RejectReason.TOO_LARGE, "", "expected at most " + limit + " bytes but found " + length);
    }

    static ReadFault tooManyContexts() {
        return new ReadFault(
                RejectReason.TOO_LARGE,
                ".context",
                "expected fewer envelopes with a context in one that has a large context itself");
    }

    static ReadFault tooMany(int limit) {
        return new ReadFault(
                RejectReason.TOO_LARGE,
                "",
                "expected at most " + limit + " elements in one document but found more; none of the rest was read");
    }

    static ReadFault notOfTheEnvelope() {
        return new ReadFault(
                RejectReason.NOT_A_MESSAGE,
                "",
                "expected nothing that looks like a message beside what the envelope holds, but found some");
    }

    /** A flag or time that is looked at only after its message was read: all but its length is known to be good. */
    static ReadFault lateTooLarge() {
        return new ReadFault(
                RejectReason.TOO_LARGE, "", "expected a shorter string or number as membership flag or time");
    }

    /** The same fault of the element that has this one under {@code member}. */
    ReadFault in(String member) {
        return new ReadFault(reason, member + within, detail, at);
    }

    /** What stopped the parser within the element that starts at {@code start}. */
    static ReadFault of(IOException e, TokenStream in, byte[] doc, int start, int end) {
        String within = path(in);
        if (e instanceof LimitExceededException limit) {
            String detail = "expected " + limit.getMessage() + " but found more at byte " + in.tokenStart();
            return new ReadFault(limit.reason(), within, detail, in.tokenStart());
        }
        String words = e instanceof JsonProcessingException json ? json.getOriginalMessage() : "";
        if (e instanceof StreamConstraintsException) {
            String what = words.startsWith("Number") ? "number" : words.startsWith("Name") ? "member name" : "string";
            String detail = "expected a shorter " + what + " at byte " + in.tokenStart();
            return new ReadFault(RejectReason.TOO_LARGE, within, detail, in.tokenStart());
        }
        int offset = e instanceof JsonEOFException ? end : Math.max(start, offset(e, in, doc, start, words));
        int invalid = Utf8.firstInvalid(doc, start, Math.min(end, offset + 4));
        if (invalid >= 0 && invalid <= offset) {
            return new ReadFault(RejectReason.NOT_JSON, within, invalidUtf8(invalid).detail, invalid);
        }
        String expected = "a JSON value";
        for (String[] expectation : EXPECTATIONS) {
            if (words.contains(expectation[0])) {
                expected = expectation[1];
                break;
            }
        }
        return new ReadFault(
                RejectReason.NOT_JSON,
                within,
                "expected " + expected + " but found " + found(doc, offset, end),
                offset);
    }

    /** The parser stands at the offending byte, or right after it. */
    private static int offset(IOException e, TokenStream in, byte[] doc, int start, String words) {
        if (!(e instanceof JsonProcessingException json) || json.getLocation() == null) {
            return in.position();
        }
        int offset = in.inDocument(json.getLocation().getByteOffset());
        if (words.startsWith("Unrecognized token") || words.startsWith("Non-standard token")) {
            return wordStart(doc, start, offset);
        }
        boolean after = offset > start && words.contains("code " + doc[offset - 1] + ")");
        return after ? offset - 1 : offset;
    }

    /** The parser has gone to the end of the word, or one byte further. */
    private static int wordStart(byte[] doc, int start, int offset) {
        int at = offset > start && !isWord(doc[offset - 1]) ? offset - 1 : offset;
        while (at > start && isWord(doc[at - 1])) {
            at--;
        }
        return at;
    }

    private static boolean isWord(byte b) {
        return b < 0 || (Character.isJavaIdentifierPart(b) && b > ' ');
    }

    private static String found(byte[] doc, int offset, int end) {
        if (offset >= end) {
            return "the end at byte " + end;
        }
        int b = doc[offset] & 0xFF;
        String what = b > ' ' && b < 0x7F ? "'" + (char) b + "'" : String.format("0x%02X", b);
        return what + " at byte " + offset;
    }

    /** The members that lead to where the parser stands, as far as their names are those of every message. */
    private static String path(TokenStream in) {
        Deque<String> names = new ArrayDeque<>();
        JsonStreamContext at = in.parser().getParsingContext();
        JsonToken token = in.parser().currentToken();
        boolean inValue = token == JsonToken.FIELD_NAME || token == JsonToken.VALUE_STRING;
        for (; at != null && !at.inRoot(); at = at.getParent()) {
            if (at.inObject() && inValue) {
                names.addFirst(at.getCurrentName() == null ? "" : at.getCurrentName());
            } else if (at.inArray() && !at.getParent().inRoot()) {
                names.clear();
            }
            inValue = true;
        }
        StringBuilder path = new StringBuilder();
        for (String name : names) {
            if (!PUBLIC_NAMES.contains(name)) {
                break;
            }
            path.append('.').append(name);
        }
        return path.toString();
    }
}
