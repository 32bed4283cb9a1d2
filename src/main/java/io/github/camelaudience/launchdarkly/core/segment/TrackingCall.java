package io.github.camelaudience.launchdarkly.core.segment;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.github.camelaudience.launchdarkly.core.json.LexicalScan;
import io.github.camelaudience.launchdarkly.core.json.ObjectMembers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Knows what a call of Segment's Tracking API says besides the message: in its path what type it is, in its body who
 * sends.
 */
public final class TrackingCall {

    private static final ObjectReader STRINGS = new ObjectMapper().readerFor(String.class);

    private TrackingCall() {}

    /**
     * Returns the message with the type that the path of the call gives it, whatever type it names itself: the member
     * is added behind all others, and of two members with one name the last one counts.
     *
     * @return {@code null} when the body is not a single JSON object
     */
    public static byte[] typed(byte[] body, String type) {
        int start = LexicalScan.skipSpace(body, 0, body.length);
        int end = LexicalScan.trimEnd(body, start, body.length);
        if (end - start < 2 || body[start] != '{' || LexicalScan.closes(body, start, end - 1)) {
            return null;
        }
        int brace = end - 1;
        if (body[brace] != '}' || !LexicalScan.closes(body, start, end)) {
            return null;
        }
        boolean empty = LexicalScan.skipSpace(body, start + 1, brace) == brace;
        byte[] member = ((empty ? "" : ",") + "\"type\":\"" + type + "\"}").getBytes(StandardCharsets.US_ASCII);
        byte[] typed = new byte[brace - start + member.length];
        System.arraycopy(body, start, typed, 0, brace - start);
        System.arraycopy(member, 0, typed, brace - start, member.length);
        return typed;
    }

    /**
     * Returns the {@code writeKey} of the object, or {@code null}. The values of other members are stepped over, not
     * read.
     */
    public static String writeKey(byte[] body) {
        String found = null;
        ObjectMembers members = new ObjectMembers(body, LexicalScan.skipSpace(body, 0, body.length), body.length);
        while (members.next()) {
            if (members.isNamed("writeKey")) {
                found = members.valueKind() == '"' ? text(body, members) : null;
            }
        }
        return found;
    }

    private static String text(byte[] body, ObjectMembers members) {
        try {
            return STRINGS.readValue(body, members.valueStart(), members.valueEnd() - members.valueStart());
        } catch (IOException e) {
            return null;
        }
    }
}
