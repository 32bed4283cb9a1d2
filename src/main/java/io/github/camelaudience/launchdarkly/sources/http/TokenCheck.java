package io.github.camelaudience.launchdarkly.sources.http;

import java.util.List;
import org.apache.camel.Exchange;

/**
 * Lets requests pass that show a token we know, in the header {@code token}, or in the query parameter of that name where
 * the sender can set no header, as Pub/Sub. All others fail as {@code UNAUTHENTICATED}.
 */
public final class TokenCheck extends RequestCheck {

    private static final String NAME = "token";

    private enum Place {
        HEADER,
        QUERY
    }

    private String tokens;
    private Place place = Place.HEADER;
    private KnownSecrets known;

    public TokenCheck() {
        super("application/json");
    }

    /** Sets one token, or several separated by commas. Required. */
    public void setTokens(String tokens) {
        this.tokens = tokens;
    }

    /**
     * Sets where the token must be, and nowhere else: {@code header}, the default, or {@code query}, which may be in the
     * logs of whatever stands in front.
     *
     * @throws IllegalArgumentException when it is neither
     */
    public void setTokenIn(String tokenIn) {
        place = switch (tokenIn.strip()) {
            case "header" -> Place.HEADER;
            case "query" -> Place.QUERY;
            default -> throw new IllegalArgumentException("tokenIn must be header or query");
        };
    }

    @Override
    protected void doStart() {
        known = new KnownSecrets(tokens, "tokens");
        super.doStart();
    }

    @Override
    HttpRefusal stranger(RequestHead head) {
        return shown(head) == null
                ? HttpRefusal.unauthenticated(
                        place == Place.QUERY
                                ? "expected one query parameter token"
                                : "expected one header token, and none in the query")
                : null;
    }

    /** Is nothing to do, and Pub/Sub would send anything but 200 for ever. */
    @Override
    HttpRefusal empty(RequestHead head) {
        return known.contains(shown(head))
                ? HttpRefusal.of(200, "the body is empty")
                : HttpRefusal.unauthenticated("the " + NAME + " is unknown");
    }

    private String shown(RequestHead head) {
        if (place == Place.HEADER) {
            return onlyHeader(head, NAME);
        }
        List<String> values = head.parameters(NAME);
        return values.size() == 1 ? values.get(0) : null;
    }

    @Override
    void authenticate(Exchange exchange) throws Exception {
        String shown = shown(RequestHead.of(exchange.getMessage()));
        exchange.getMessage().removeHeader(NAME);
        if (!known.contains(shown)) {
            throw Refusal.unauthenticated("the " + NAME + " is unknown", exchange);
        }
    }
}
