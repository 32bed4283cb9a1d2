package io.github.camelaudience.launchdarkly.core.segment;

import static io.github.camelaudience.launchdarkly.core.membership.MembershipChange.NO_EVENT_TIME;

import io.github.camelaudience.launchdarkly.core.json.LexicalScan;
import io.github.camelaudience.launchdarkly.core.json.ObjectMembers;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Tells when a signed message says that it was made. Segment's signature covers no time of its own, but the times that the
 * message holds are part of what is signed.
 */
public final class SignedTimes {

    private static final List<String> NAMES = List.of("timestamp", "originalTimestamp", "receivedAt", "sentAt");

    /** Bytes that a time may have. */
    private static final int LONGEST = 64;

    private SignedTimes() {}

    /**
     * Returns the newest time of a message; of a batch, that of its first message, which is the one that Segment signs.
     *
     * @param body   JSON, as it was signed
     * @param latest times after this, in milliseconds since the epoch, tell nothing: some client's clock is wrong
     * @return milliseconds since the epoch; {@code NO_EVENT_TIME} when it tells none that can be read
     */
    public static long newest(byte[] body, long latest) {
        int start = LexicalScan.skipSpace(body, 0, body.length);
        if (start < body.length && body[start] == '[') {
            start = LexicalScan.skipSpace(body, start + 1, body.length);
        }
        return newest(body, start, body.length, latest, true);
    }

    /** Looks into the wrapper of Extensible Webhook, too. */
    private static long newest(byte[] body, int start, int end, long latest, boolean wrapped) {
        long newest = NO_EVENT_TIME;
        if (start >= end || body[start] != '{') {
            return newest;
        }
        ObjectMembers members = new ObjectMembers(body, start, end);
        while (members.next()) {
            long time = NO_EVENT_TIME;
            if (NAMES.stream().anyMatch(members::isNamed)) {
                time = time(body, members);
            } else if (wrapped && members.isNamed("json")) {
                time = newest(body, members.valueStart(), members.valueEnd(), latest, false);
            }
            if (time != NO_EVENT_TIME && time <= latest && (newest == NO_EVENT_TIME || time > newest)) {
                newest = time;
            }
        }
        return newest;
    }

    /** No time has escapes in it. */
    private static long time(byte[] body, ObjectMembers members) {
        int end = LexicalScan.trimEnd(body, members.valueStart(), members.valueEnd());
        if (end - members.valueStart() > LONGEST) {
            return NO_EVENT_TIME;
        }
        String text = new String(body, members.valueStart(), end - members.valueStart(), StandardCharsets.UTF_8);
        boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? EventTime.ofText(text.substring(1, text.length() - 1)) : EventTime.ofNumber(text);
    }
}
