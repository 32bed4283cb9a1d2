package io.github.camelaudience.launchdarkly.transform;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;
import io.github.camelaudience.launchdarkly.core.json.JsonText;
import io.github.camelaudience.launchdarkly.core.segment.ReadLimits;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.apache.camel.Converter;
import org.apache.camel.Exchange;

/**
 * One Segment message in any of the usual body types, for {@code convertBodyTo}. A body that holds none or several is
 * refused; the data type {@code launchdarkly-audience:segment-audience} takes several.
 */
@Converter(generateLoader = true)
public final class AudienceMessageConverter {

    private AudienceMessageConverter() {}

    @Converter
    public static AudienceMessage fromBytes(byte[] json) {
        return MessageDocument.read(json).single();
    }

    @Converter
    public static AudienceMessage fromText(String json) {
        return fromBytes(JsonText.bytes(json));
    }

    @Converter
    public static AudienceMessage fromStream(InputStream json) throws IOException {
        return fromBytes(json.readNBytes(ReadLimits.DEFAULT.maxDocumentLength() + 1));
    }

    @Converter
    public static AudienceMessage fromMap(Map<?, ?> json, Exchange exchange) {
        return fromBytes(ContextJackson.bytes(json, exchange));
    }

    @Converter
    public static AudienceMessage fromTree(JsonNode json) {
        return fromBytes(JsonText.bytes((Object) json));
    }
}
