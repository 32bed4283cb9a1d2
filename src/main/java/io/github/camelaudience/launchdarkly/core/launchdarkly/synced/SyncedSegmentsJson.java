package io.github.camelaudience.launchdarkly.core.launchdarkly.synced;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.io.IOException;
import java.io.UncheckedIOException;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentTargetsRequest;

/**
 * The JSON of a request to {@code segment-targets/segment-audiences}, as LaunchDarkly's published parser reads it:
 * <pre>{@code
 * {"environmentId":"…","contextKind":"user",
 *  "batch":[{"userId":"…","cohortName":"…","cohortId":"…","value":true}]}
 * }</pre>
 */
public final class SyncedSegmentsJson {

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final SerializedString ENVIRONMENT_ID = new SerializedString("environmentId");
    private static final SerializedString CONTEXT_KIND = new SerializedString("contextKind");
    private static final SerializedString BATCH = new SerializedString("batch");
    private static final SerializedString USER_ID = new SerializedString("userId");
    private static final SerializedString COHORT_NAME = new SerializedString("cohortName");
    private static final SerializedString COHORT_ID = new SerializedString("cohortId");
    private static final SerializedString VALUE = new SerializedString("value");
    private static final int MEMBER_FRAME = "{'userId':'','cohortName':'','cohortId':'','value':false},".length();
    private static final int REQUEST_FRAME = "{'environmentId':'','contextKind':'','batch':[]}".length();

    private SyncedSegmentsJson() {}

    /** The body as UTF-8. */
    public static byte[] write(SegmentTargetsRequest request) {
        ByteArrayBuilder bytes = new ByteArrayBuilder(request.members().size() * 128 + 128);
        SerializedString name = new SerializedString(request.audienceName());
        SerializedString id = new SerializedString(request.audienceId());
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeFieldName(ENVIRONMENT_ID);
            json.writeString(request.environment());
            json.writeFieldName(CONTEXT_KIND);
            json.writeString(request.contextKind());
            json.writeFieldName(BATCH);
            json.writeStartArray();
            for (MembershipChange member : request.members()) {
                json.writeStartObject();
                json.writeFieldName(USER_ID);
                json.writeString(member.slot().contextKey());
                json.writeFieldName(COHORT_NAME);
                json.writeString(name);
                json.writeFieldName(COHORT_ID);
                json.writeString(id);
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

    /** Bytes of the request around its members, at most. */
    public static int frameBytes(String environment, String contextKind) {
        return REQUEST_FRAME + encodedLength(environment) + encodedLength(contextKind);
    }

    /** Bytes that a member adds to a request, at most: never less than what {@link #write} makes of it. */
    public static int memberBytes(String contextKey, String audienceName, String audienceId) {
        return keyBytes(contextKey) + audienceBytes(audienceName, audienceId);
    }

    /** The part of {@link #memberBytes} that every member of an audience has. */
    public static int audienceBytes(String audienceName, String audienceId) {
        return MEMBER_FRAME + encodedLength(audienceName) + encodedLength(audienceId);
    }

    /** The part of {@link #memberBytes} that is the member's own. */
    public static int keyBytes(String contextKey) {
        return encodedLength(contextKey);
    }

    /** Length of a JSON string's content in UTF-8: exact without a copy for plain text. */
    private static int encodedLength(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                return JsonStringEncoder.getInstance().quoteAsUTF8(text).length;
            }
        }
        return text.length();
    }
}
