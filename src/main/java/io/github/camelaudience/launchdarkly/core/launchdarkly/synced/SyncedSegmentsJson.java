package io.github.camelaudience.launchdarkly.core.launchdarkly.synced;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.github.camelaudience.launchdarkly.core.launchdarkly.JsonLength;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentUpdate;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.io.IOException;
import java.io.UncheckedIOException;
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

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final SerializedString ENVIRONMENT_ID = new SerializedString("environmentId");
    private static final SerializedString CONTEXT_KIND = new SerializedString("contextKind");
    private static final SerializedString BATCH = new SerializedString("batch");
    private static final SerializedString USER_ID = new SerializedString("userId");
    private static final SerializedString COHORT_NAME = new SerializedString("cohortName");
    private static final SerializedString COHORT_ID = new SerializedString("cohortId");
    private static final SerializedString VALUE = new SerializedString("value");
    private static final int MEMBER_FRAME = "{'userId':'','cohortName':'','cohortId':'','value':false},".length();

    private SyncedSegmentsJson() {}

    /** Writes the body as UTF-8. */
    static byte[] write(SegmentUpdate update) {
        ByteArrayBuilder bytes = new ByteArrayBuilder(update.members().size() * 128 + 128);
        Map<String, SerializedString[]> audiences = new HashMap<>();
        update.audienceNames()
                .forEach((id, name) -> audiences.put(
                        id, new SerializedString[] {new SerializedString(name), new SerializedString(id)}));
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeFieldName(ENVIRONMENT_ID);
            json.writeString(update.target().environment());
            json.writeFieldName(CONTEXT_KIND);
            json.writeString(update.target().contextKind());
            json.writeFieldName(BATCH);
            json.writeStartArray();
            for (MembershipChange member : update.members()) {
                SerializedString[] nameAndId = audiences.get(member.slot().audienceId());
                json.writeStartObject();
                json.writeFieldName(USER_ID);
                json.writeString(member.slot().contextKey());
                json.writeFieldName(COHORT_NAME);
                json.writeString(nameAndId[0]);
                json.writeFieldName(COHORT_ID);
                json.writeString(nameAndId[1]);
                json.writeFieldName(VALUE);
                json.writeBoolean(member.included());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return bytes.toByteArray();
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
