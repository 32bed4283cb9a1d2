package io.github.camelaudience.launchdarkly.webhook;

import io.github.camelaudience.launchdarkly.membership.RejectReason;
import io.github.camelaudience.launchdarkly.segment.JsonText;
import io.github.camelaudience.launchdarkly.segment.ReadLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** The body of a request, read and unpacked once: what comes after finds the plain bytes in its place. */
final class RequestBody {

    static final int DEFAULT_MAX_LENGTH = ReadLimits.DEFAULT.maxDocumentLength();

    private static final byte[] NOTHING = {};

    private RequestBody() {}

    /** The JSON of the request, which becomes the body of the message. */
    static byte[] plain(Exchange exchange, int maxLength) throws Exception {
        Message message = exchange.getMessage();
        byte[] bytes = read(message, maxLength);
        if (JsonText.isGzip(bytes, message.getHeader(Exchange.CONTENT_ENCODING, String.class))) {
            bytes = unpack(exchange, bytes, maxLength);
            message.removeHeader(Exchange.CONTENT_ENCODING);
        }
        if (bytes.length > maxLength) {
            throw Refusal.of(RejectReason.TOO_LARGE, "expected at most " + maxLength + " bytes", exchange);
        }
        message.setBody(bytes);
        return bytes;
    }

    private static byte[] read(Message message, int maxLength) throws IOException {
        if (message.getBody() instanceof byte[] array) {
            return array;
        }
        if (message.getBody() instanceof String text) {
            return JsonText.bytes(text);
        }
        try (InputStream in = message.getBody(InputStream.class)) {
            return in == null ? NOTHING : in.readNBytes(maxLength == Integer.MAX_VALUE ? maxLength : maxLength + 1);
        }
    }

    private static byte[] unpack(Exchange exchange, byte[] packed, int maxLength) throws Exception {
        try {
            return JsonText.gunzip(new ByteArrayInputStream(packed), maxLength);
        } catch (IOException e) {
            String detail = "expected gzip, as Content-Encoding says, but cannot unpack it: " + e.getMessage();
            throw Refusal.of(RejectReason.NOT_JSON, detail, exchange);
        }
    }
}
