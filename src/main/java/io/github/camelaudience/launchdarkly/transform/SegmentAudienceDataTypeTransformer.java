package io.github.camelaudience.launchdarkly.transform;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelaudience.launchdarkly.core.json.JsonText;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;
import io.github.camelaudience.launchdarkly.core.segment.ReadLimits;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Collection;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.DataType;
import org.apache.camel.spi.DataTypeTransformer;
import org.apache.camel.spi.Transformer;

/**
 * Implements the data type {@code launchdarkly-audience:segment-audience}: the Segment messages of a JSON body. A
 * message that stands alone becomes an {@link AudienceMessage}; an array, JSON Lines or a batch envelope a list of
 * them. A body in which anything is unreadable is refused as a whole.
 */
@DataTypeTransformer(
        name = "launchdarkly-audience:segment-audience",
        description = "Reads Twilio Segment messages from JSON, one or many")
public class SegmentAudienceDataTypeTransformer extends Transformer {

    @Override
    public void transform(Message message, DataType from, DataType to) throws Exception {
        Object body = message.getBody();
        if (body instanceof AudienceMessage || isListOfMessages(body)) {
            return;
        }
        MessageDocument document = MessageDocument.read(json(message, body));
        message.setBody(document.isLone() ? document.messages().get(0) : document.messages());
    }

    private static boolean isListOfMessages(Object body) {
        return body instanceof Collection<?> elements
                && !elements.isEmpty()
                && elements.stream().allMatch(AudienceMessage.class::isInstance);
    }

    private static boolean isListOfTrees(Object body) {
        return body instanceof Collection<?> elements
                && elements.stream().allMatch(element -> element instanceof Map || element instanceof JsonNode);
    }

    private static byte[] json(Message message, Object body) throws Exception {
        if (body instanceof String text) {
            return JsonText.bytes(text);
        }
        if (body instanceof Map || body instanceof JsonNode || isListOfTrees(body)) {
            return ContextJackson.bytes(body, message.getExchange());
        }
        if (body instanceof Collection) {
            throw new IllegalArgumentException("expected a collection of maps, JSON trees or Segment messages; the"
                    + " endpoint itself reads collections of anything else");
        }
        int limit = ReadLimits.DEFAULT.maxDocumentLength();
        byte[] bytes = body instanceof byte[] raw
                ? raw
                : message.getMandatoryBody(InputStream.class).readNBytes(limit + 1);
        if (JsonText.isGzip(bytes, message.getHeader(Exchange.CONTENT_ENCODING, String.class))) {
            message.removeHeader(Exchange.CONTENT_ENCODING);
            return JsonText.gunzip(new ByteArrayInputStream(bytes), limit);
        }
        return bytes;
    }
}
