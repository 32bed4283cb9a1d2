package io.github.camelaudience.launchdarkly.core.launchdarkly.big;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.github.camelaudience.launchdarkly.core.launchdarkly.JsonLength;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Writes the JSON of a request to a big segment's {@code contexts}:
 * <pre>{@code
 * {"included":{"add":["…"],"remove":["…"]}}
 * }</pre>
 */
final class BigSegmentJson {

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int FRAME = "'',".length();

    private BigSegmentJson() {}

    /** Writes the body as UTF-8. */
    static byte[] write(List<MembershipChange> members) {
        ByteArrayBuilder bytes = new ByteArrayBuilder(members.size() * 48 + 64);
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeObjectFieldStart("included");
            write(json, "add", members, true);
            write(json, "remove", members, false);
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, String name, List<MembershipChange> members, boolean included)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (MembershipChange member : members) {
            if (member.included() == included) {
                json.writeString(member.slot().contextKey());
            }
        }
        json.writeEndArray();
    }

    static int bytes(MembershipSlot slot) {
        return FRAME + JsonLength.of(slot.contextKey());
    }
}
