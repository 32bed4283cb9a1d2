package io.github.camelaudience.launchdarkly.sources.http;

import io.github.camelaudience.launchdarkly.core.segment.TrackingCall;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.camel.Exchange;

/**
 * Lets calls of Segment's Tracking API pass that show a write key we know: as user name of Basic authentication or, when
 * there is no such header, as {@code writeKey} in the body. All others fail as {@code UNAUTHENTICATED}.
 */
public final class WriteKeyCheck extends RequestCheck {

    private static final String AUTHORIZATION = "Authorization";
    private static final String BASIC = "Basic ";

    private String writeKeys;
    private KnownSecrets known;

    /** Takes {@code text/plain}, too, which browsers send without asking first. */
    public WriteKeyCheck() {
        super("application/json,text/plain");
    }

    /** Sets one write key, or several separated by commas. Required. */
    public void setWriteKeys(String writeKeys) {
        this.writeKeys = writeKeys;
    }

    @Override
    protected void doStart() {
        known = new KnownSecrets(writeKeys, "writeKeys");
        super.doStart();
    }

    /** Without the header the write key may be in the body. */
    @Override
    HttpRefusal stranger(RequestHead head) {
        return isShown(head) && shown(head) == null ? HttpRefusal.unauthenticated("expected a write key") : null;
    }

    @Override
    String challenge() {
        return "Basic realm=\"write key\"";
    }

    private static boolean isShown(RequestHead head) {
        return !head.headers(AUTHORIZATION).isEmpty()
                || !head.parameters(AUTHORIZATION).isEmpty();
    }

    private static String shown(RequestHead head) {
        String header = onlyHeader(head, AUTHORIZATION);
        return header == null ? null : userName(header);
    }

    @Override
    void authenticate(Exchange exchange) throws Exception {
        RequestHead head = RequestHead.of(exchange.getMessage());
        String shown = isShown(head) ? shown(head) : TrackingCall.writeKey(body(exchange));
        if (shown == null) {
            throw Refusal.unauthenticated("expected a write key", exchange);
        }
        if (!known.contains(shown)) {
            throw Refusal.unauthenticated("the write key is unknown", exchange);
        }
        exchange.getMessage().removeHeader(AUTHORIZATION);
    }

    /** Of Basic credentials; the password counts for nothing, as at Segment. */
    private static String userName(String text) {
        if (!text.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
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
