package io.github.camelaudience.launchdarkly.sources.http;

import io.github.camelaudience.launchdarkly.core.json.JsonText;
import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.SynchronizationAdapter;

/** The body of a request, read and unpacked once: what comes after finds the plain bytes in its place. */
final class HttpBody {

    /** 1 MiB, for what strangers send. */
    static final int DEFAULT_MAX_LENGTH = 1 << 20;

    private static final byte[] NOTHING = {};

    private HttpBody() {}

    /** The JSON of the request, which becomes the body of the message. */
    static byte[] plain(Exchange exchange, int maxLength) throws Exception {
        Message message = exchange.getMessage();
        byte[] bytes = read(exchange, maxLength);
        if (bytes.length <= maxLength
                && JsonText.isGzip(bytes, message.getHeader(Exchange.CONTENT_ENCODING, String.class))) {
            bytes = unpack(exchange, bytes, maxLength);
            message.removeHeader(Exchange.CONTENT_ENCODING);
        }
        if (bytes.length > maxLength) {
            throw Refusal.of(RejectReason.TOO_LARGE, "expected at most " + maxLength + " bytes", exchange);
        }
        message.setBody(bytes);
        return bytes;
    }

    private static byte[] read(Exchange exchange, int maxLength) throws Exception {
        Message message = exchange.getMessage();
        if (message.getBody() instanceof byte[] array) {
            return array;
        }
        if (message.getBody() instanceof String text) {
            return JsonText.bytes(text);
        }
        int most = maxLength == Integer.MAX_VALUE ? maxLength : maxLength + 1;
        if (message.getBody() instanceof InputStream) {
            reserve(exchange, most);
        }
        try (InputStream in = message.getBody(InputStream.class)) {
            return in == null ? NOTHING : in.readNBytes(most);
        }
    }

    /** Takes room for a body that is still to come, until the exchange is done. */
    private static void reserve(Exchange exchange, int most) throws RefusedRequestException {
        Long declared = exchange.getMessage().getHeader(Exchange.CONTENT_LENGTH, Long.class);
        BytesInFlight.Share share = BytesInFlight.of(exchange.getContext()).open(() -> {});
        if (!share.grow(declared == null ? most : Math.min(declared, most))) {
            throw new RefusedRequestException(HttpRefusal.overloaded(), exchange);
        }
        share.arrived(); // does not give way: nobody could tell the thread that reads
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                share.close();
            }
        });
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
