package io.github.camelaudience.launchdarkly.webhook;

import io.github.camelaudience.launchdarkly.segment.TrackingCall;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.service.ServiceSupport;

/**
 * Lets calls of Segment's Tracking API pass that show a write key we know: as user name of Basic authentication or, when
 * there is no such header, as {@code writeKey} in the body. All others fail as {@code UNAUTHENTICATED}.
 */
public final class WriteKeyCheck extends ServiceSupport implements Processor {

    private static final String AUTHORIZATION = "Authorization";
    private static final String BASIC = "Basic ";

    private String writeKeys;
    private KnownSecrets known;

    /** One write key, or several separated by commas. Required. */
    public void setWriteKeys(String writeKeys) {
        this.writeKeys = writeKeys;
    }

    @Override
    protected void doStart() {
        known = new KnownSecrets(writeKeys, "writeKeys");
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Object header = exchange.getMessage().getHeader(AUTHORIZATION);
        String shown = header == null
                ? TrackingCall.writeKey(RequestBody.plain(exchange, RequestBody.DEFAULT_MAX_LENGTH))
                : userName(header);
        if (shown == null) {
            throw Refusal.unauthenticated("expected a write key", exchange);
        }
        if (!known.contains(shown)) {
            throw Refusal.unauthenticated("the write key is unknown", exchange);
        }
        RequestBody.plain(exchange, RequestBody.DEFAULT_MAX_LENGTH);
        exchange.getMessage().removeHeader(AUTHORIZATION);
    }

    /** Of Basic credentials; the password counts for nothing, as at Segment. */
    private static String userName(Object header) {
        if (!(header instanceof String text) || !text.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return null;
        }
        try {
            byte[] decoded =
                    Base64.getDecoder().decode(text.substring(BASIC.length()).trim());
            String credentials = new String(decoded, StandardCharsets.UTF_8);
            int colon = credentials.indexOf(':');
            return colon < 0 ? null : credentials.substring(0, colon);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
