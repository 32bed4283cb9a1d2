package io.github.camelaudience.launchdarkly.core.launchdarkly.synced;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.github.camelaudience.launchdarkly.core.launchdarkly.JsonLength;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentUpdate;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes the JSON of a request to {@code segment-targets/segment-audiences}, as LaunchDarkly's published parser reads it:
 * <pre>{@code
 * {"environmentId":"…","contextKind":"user",
 *  "batch":[{"userId":"…","cohortName":"…","cohortId":"…","value":true}]}
 * }</pre>
 */
final class SyncedSegmentsJson {

    private static final JsonStringEncoder ENCODER = JsonStringEncoder.getInstance();
    private static final byte[] USER_ID = ascii("{'userId':'");
    private static final byte[] TRUE = ascii("true}");
    private static final byte[] FALSE = ascii("false}");
    private static final byte[] END = ascii("]}");
    private static final int MEMBER_FRAME = "{'userId':'','cohortName':'','cohortId':'','value':false},".length();

    private final byte[] bytes;
    private int length;

    private SyncedSegmentsJson(int size) {
        bytes = new byte[size];
    }

    /** Writes the body as UTF-8. What all members of an audience share is made once, and no byte is moved. */
    static byte[] write(SegmentUpdate update) {
        byte[] head = concat(
                ascii("{'environmentId':'"),
                ENCODER.quoteAsUTF8(update.target().environment()),
                ascii("','contextKind':'"),
                ENCODER.quoteAsUTF8(update.target().contextKind()),
                ascii("','batch':["));
        Map<String, byte[]> audiences = new HashMap<>();
        update.audienceNames().forEach((id, name) -> audiences.put(id, ofAudience(name, id)));
        int size = head.length + update.members().size() - 1 + END.length;
        for (MembershipChange member : update.members()) {
            size += USER_ID.length
                    + JsonLength.of(member.slot().contextKey())
                    + audiences.get(member.slot().audienceId()).length
                    + value(member).length;
        }
        SyncedSegmentsJson json = new SyncedSegmentsJson(size);
        json.add(head);
        boolean first = true;
        for (MembershipChange member : update.members()) {
            if (!first) {
                json.bytes[json.length++] = ',';
            }
            first = false;
            json.add(USER_ID);
            json.addText(member.slot().contextKey());
            json.add(audiences.get(member.slot().audienceId()));
            json.add(value(member));
        }
        json.add(END);
        return json.bytes;
    }

    private static byte[] ofAudience(String name, String id) {
        return concat(
                ascii("','cohortName':'"),
                ENCODER.quoteAsUTF8(name),
                ascii("','cohortId':'"),
                ENCODER.quoteAsUTF8(id),
                ascii("','value':"));
    }

    private static byte[] value(MembershipChange member) {
        return member.included() ? TRUE : FALSE;
    }

    private void add(byte[] part) {
        System.arraycopy(part, 0, bytes, length, part.length);
        length += part.length;
    }

    @SuppressWarnings("deprecation") // of plain text the low bytes are all there is
    private void addText(String text) {
        if (JsonLength.isPlain(text)) {
            text.getBytes(0, text.length(), bytes, length);
            length += text.length();
        } else {
            add(ENCODER.quoteAsUTF8(text));
        }
    }

    private static byte[] concat(byte[]... parts) {
        byte[] all = new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    /** Names and values as they are written, with quotation marks that Java does not need to escape. */
    private static byte[] ascii(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.US_ASCII);
    }

    /** Counts the bytes of a member that are the same for all of an audience, at most: frame, name and id. */
    static int sharedBytes(String audienceName, String audienceId) {
        return MEMBER_FRAME + JsonLength.of(audienceName) + JsonLength.of(audienceId);
    }

    /** Counts the bytes of a member that are its own. */
    static int ownBytes(String contextKey) {
        return JsonLength.of(contextKey);
    }
}
