package io.github.camelaudience.launchdarkly.core.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;

/** Makes trees of messages. Numbers keep their digits; of two members with one name the last counts. */
public final class MessageTrees {

    private static final JsonMapper EXACT = JsonMapper.builder(JsonFactory.builder()
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(Integer.MAX_VALUE)
                            .maxNameLength(Integer.MAX_VALUE)
                            .maxStringLength(Integer.MAX_VALUE)
                            .maxNumberLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** For exponents beyond a decimal's: such numbers become infinite or zero, as in JavaScript. */
    private static final JsonMapper ROUNDING = EXACT.rebuild()
            .disable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** What was parsed last on this thread for many messages: they follow each other. Weak, because it keeps a document. */
    private static final ThreadLocal<WeakReference<Parsed>> SHARED = new ThreadLocal<>();

    private record Parsed(RawJson raw, JsonNode tree) {}

    private MessageTrees() {}

    /** Parses the message, with the members that its own context lacks; {@code sharedContext} may be {@code null}. */
    public static JsonNode parse(RawJson raw, RawJson sharedContext) {
        JsonNode tree = parse(raw);
        if (sharedContext != null) {
            JsonNode own = tree.path("context");
            if (own.isMissingNode() || own.isNull()) {
                ((ObjectNode) tree).set("context", shared(sharedContext));
            } else if (own instanceof ObjectNode context) {
                shared(sharedContext)
                        .properties()
                        .forEach(member -> context.putIfAbsent(member.getKey(), member.getValue()));
            }
        }
        return tree;
    }

    /** Nobody changes a node once it is made, so all messages of an envelope may have the same. */
    @SuppressWarnings("ReferenceEquality") // an equal one may be larger than what it costs to compare them
    private static JsonNode shared(RawJson raw) {
        WeakReference<Parsed> last = SHARED.get();
        Parsed parsed = last == null ? null : last.get();
        if (parsed == null || parsed.raw != raw) {
            parsed = new Parsed(raw, parse(raw));
            SHARED.set(new WeakReference<>(parsed));
        }
        return parsed.tree;
    }

    /** Puts one context over another: the members of {@code inner}, and those of {@code outer} that it lacks. */
    public static RawJson merge(RawJson inner, RawJson outer) {
        ObjectNode merged = (ObjectNode) parse(outer);
        merged.setAll((ObjectNode) parse(inner));
        byte[] bytes = JsonText.bytes(merged);
        return new RawJson(bytes, 0, bytes.length);
    }

    /** Parses the message as it stands. */
    public static JsonNode parse(RawJson raw) {
        try {
            return EXACT.readTree(raw.document(), raw.offset(), raw.length());
        } catch (IOException | NumberFormatException e) {
            return parseRounding(raw);
        }
    }

    private static JsonNode parseRounding(RawJson raw) {
        try {
            return ROUNDING.readTree(raw.document(), raw.offset(), raw.length());
        } catch (IOException e) {
            throw new UncheckedIOException("a message that was read once cannot be read as a tree", e);
        }
    }
}
