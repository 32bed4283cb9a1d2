package io.github.camelaudience.launchdarkly.core.segment;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.camelaudience.launchdarkly.core.json.FieldValue;
import io.github.camelaudience.launchdarkly.core.json.Location;
import io.github.camelaudience.launchdarkly.core.json.RawJson;
import io.github.camelaudience.launchdarkly.core.json.TokenStream;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.io.IOException;

/** Collects the facts of one message while its members go by in any order; the last of two with one name counts. */
final class FactCollector {

    private final ValueReader values;
    private final ContextFacts context;
    private final FlagSource traits;
    private final FlagSource properties;
    private String messageId;
    private String type;
    private String previousType;
    private FieldValue userId;
    private FieldValue anonymousId;
    private long timestamp;
    private boolean envelope;
    private boolean cloudEvent;
    private boolean familiar;

    FactCollector(ReadLimits limits) {
        values = new ValueReader(limits);
        context = new ContextFacts(values);
        traits = new FlagSource(values);
        properties = new FlagSource(values);
        clear();
    }

    void clear() {
        context.clear();
        traits.clear();
        properties.clear();
        messageId = null;
        type = null;
        userId = FieldValue.ABSENT;
        anonymousId = FieldValue.ABSENT;
        timestamp = MembershipChange.NO_EVENT_TIME;
        envelope = false;
        cloudEvent = false;
        familiar = false;
    }

    /** Reads the object whose opening brace was the last token, to its end. */
    void read(TokenStream in, SharedContext shared) throws IOException {
        String sharedFlag = shared == null ? null : shared.flagName();
        JsonParser parser = in.parser();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            switch (name) {
                case "messageId" ->
                    messageId = token == JsonToken.VALUE_STRING ? values.text(parser) : other(parser, token);
                case "type" -> type = token == JsonToken.VALUE_STRING ? typeText(parser) : other(parser, token);
                case "userId" -> userId = values.read(parser, token, 2);
                case "anonymousId" -> anonymousId = values.read(parser, token, 2);
                case "context" -> {
                    familiar = true;
                    context.read(parser, token);
                }
                case "traits" -> {
                    familiar = true;
                    traits.read(in, token, flagName(sharedFlag));
                }
                case "properties" -> {
                    familiar = true;
                    properties.read(in, token, flagName(sharedFlag));
                }
                case "timestamp" -> timestamp = time(parser, token);
                case "batch" -> skipHeld(parser, token, token == JsonToken.START_ARRAY);
                case "message" -> skipHeld(parser, token, token == JsonToken.START_OBJECT);
                case "json", "detail" ->
                    skipHeld(parser, token, token == JsonToken.START_OBJECT || token == JsonToken.VALUE_STRING);
                case "payload", "data" ->
                    skipHeld(parser, token, token.isStructStart() || token == JsonToken.VALUE_STRING);
                case "Message", "data_base64" -> skipHeld(parser, token, token == JsonToken.VALUE_STRING);
                case "specversion" -> {
                    cloudEvent = true;
                    values.skip(parser, token, 2);
                }
                default -> values.skip(parser, token, 2);
            }
        }
    }

    /** Steps over a value that is no message. */
    void skip(TokenStream in, JsonToken token) throws IOException {
        if (token.isStructStart()) {
            values.skip(in.parser(), token, 1);
        } else {
            in.parser().finishToken();
        }
    }

    /** Whether what was read so far may be an envelope: it has a member of one, and no type but a CloudEvent's. */
    boolean mayBeEnvelope() {
        return envelope && (type == null || cloudEvent);
    }

    /** Whether what was read has a type, and anything else that Segment's messages have. */
    boolean looksLikeMessage() {
        return type != null
                && (familiar
                        || messageId != null
                        || userId != FieldValue.ABSENT
                        || anonymousId != FieldValue.ABSENT
                        || timestamp != MembershipChange.NO_EVENT_TIME);
    }

    /** Whether a member of it may be deeper than the limit, as one of an envelope may. */
    boolean mayBeTooDeep() {
        return envelope;
    }

    /** The message that was read. */
    AudienceMessage toMessage(RawJson raw, SharedContext shared, Location location, JsonFactory factory)
            throws IOException {
        if (shared != null) {
            context.inherit(shared.facts());
        }
        String flagName = context.flagName();
        int end = raw.offset() + raw.length();
        return new AudienceMessage(
                messageId,
                type,
                timestamp == MembershipChange.NO_EVENT_TIME ? EventTime.search(raw, factory, values) : timestamp,
                userId,
                anonymousId,
                traits.email(),
                context.traitsEmail(),
                context.computationId(),
                context.computationKey(),
                context.computationClass(),
                traits.flag(flagName, raw.document(), end, factory),
                properties.flag(flagName, raw.document(), end, factory),
                raw,
                location,
                shared == null ? null : shared.raw());
    }

    /** Steps over what an envelope may hold, which then may nest deeper than one message. */
    private void skipHeld(JsonParser parser, JsonToken token, boolean held) throws IOException {
        envelope |= held;
        values.skip(parser, token, held ? 2 - Envelope.MAX_LEVELS : 2);
    }

    private String flagName(String sharedFlag) {
        String own = context.flagName();
        return own == null ? sharedFlag : own;
    }

    private long time(JsonParser parser, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_STRING) {
            values.checkLength(parser);
        }
        values.skip(parser, token, 2);
        return EventTime.of(parser, token);
    }

    private String typeText(JsonParser parser) throws IOException {
        if (previousType == null || !ValueReader.isText(parser, previousType)) {
            previousType = values.text(parser);
        }
        return previousType;
    }

    private String other(JsonParser parser, JsonToken token) throws IOException {
        values.skip(parser, token, 2);
        return null;
    }
}
