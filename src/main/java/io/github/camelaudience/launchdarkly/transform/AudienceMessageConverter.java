package io.github.camelaudience.launchdarkly.transform;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelaudience.launchdarkly.core.json.JsonText;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;
import io.github.camelaudience.launchdarkly.core.segment.ReadLimits;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.apache.camel.Converter;
import org.apache.camel.Exchange;

/**
 * Makes one Segment message of any of the usual body types, for {@code convertBodyTo}. A body that holds none or
 * several is refused; the data type {@code launchdarkly-audience:segment-audience} takes several.
 */
@Converter(generateLoader = true)
public final class AudienceMessageConverter {

    private AudienceMessageConverter() {}

    /** Reads the one message of a document in UTF-8. */
    @Converter
    public static AudienceMessage fromBytes(byte[] json) {
        return MessageDocument.read(json).single();
    }

    /** Reads the one message of a JSON text. */
    @Converter
    public static AudienceMessage fromText(String json) {
        return fromBytes(JsonText.bytes(json));
    }

    /** Reads the one message of a stream in UTF-8, which may hold 16 MiB. */
    @Converter
    public static AudienceMessage fromStream(InputStream json) throws IOException {
        return fromBytes(json.readNBytes(ReadLimits.DEFAULT.maxDocumentLength() + 1));
    }

    /** Reads the one message that a map is, by the context's Jackson mapper. */
    @Converter
    public static AudienceMessage fromMap(Map<?, ?> json, Exchange exchange) {
        return fromBytes(ContextJackson.bytes(json, exchange));
    }

    /** Reads the one message that a tree is. */
    @Converter
    public static AudienceMessage fromTree(JsonNode json) {
        return fromBytes(JsonText.bytes((Object) json));
    }
}
