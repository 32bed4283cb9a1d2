package io.github.camelaudience.launchdarkly.core.launchdarkly.standard;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.github.camelaudience.launchdarkly.core.launchdarkly.JsonLength;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Writes a semantic patch of a standard segment's targets. Who leaves makes room first:
 * <pre>{@code
 * {"environmentKey":"production","instructions":[
 *   {"kind":"removeIncludedTargets","contextKind":"user","values":["…"]},
 *   {"kind":"addIncludedTargets","contextKind":"user","values":["…"]}]}
 * }</pre>
 */
final class SemanticPatch {

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int FRAME = "{'kind':'removeIncludedTargets','contextKind':'','values':['']},".length();

    private SemanticPatch() {}

    /** Writes the patch as UTF-8. */
    static byte[] write(String environmentKey, List<MembershipChange> members) {
        ByteArrayBuilder bytes = new ByteArrayBuilder(members.size() * 48 + 256);
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("environmentKey", environmentKey);
            json.writeArrayFieldStart("instructions");
            write(json, "removeIncludedTargets", members, false);
            write(json, "addIncludedTargets", members, true);
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, String instruction, List<MembershipChange> members, boolean included)
            throws IOException {
        Map<String, List<String>> keysByKind = members.stream()
                .filter(member -> member.included() == included)
                .map(MembershipChange::slot)
                .collect(Collectors.groupingBy(
                        MembershipSlot::contextKind,
                        TreeMap::new,
                        Collectors.mapping(MembershipSlot::contextKey, Collectors.toList())));
        for (Map.Entry<String, List<String>> keys : keysByKind.entrySet()) {
            json.writeStartObject();
            json.writeStringField("kind", instruction);
            json.writeStringField("contextKind", keys.getKey());
            json.writeArrayFieldStart("values");
            for (String key : keys.getValue()) {
                json.writeString(key);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    /** Counts what a member adds at most: as if each had an instruction of its own. */
    static int bytes(MembershipSlot slot) {
        return FRAME + slot.contextKind().length() + JsonLength.of(slot.contextKey());
    }
}
