package io.github.camelaudience.launchdarkly.webhook;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.service.ServiceSupport;

/**
 * Lets requests pass that show a token we know, in the query parameter or header {@code token}. All
 * others fail as {@code UNAUTHENTICATED}.
 */
public final class TokenCheck extends ServiceSupport implements Processor {

    private static final String NAME = "token";

    private String tokens;
    private KnownSecrets known;

    /** One token, or several separated by commas. Required. */
    public void setTokens(String tokens) {
        this.tokens = tokens;
    }

    @Override
    protected void doStart() {
        known = new KnownSecrets(tokens, "tokens");
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        if (!(exchange.getMessage().removeHeader(NAME) instanceof String shown)) {
            throw Refusal.unauthenticated("expected one " + NAME, exchange);
        }
        if (!known.contains(shown)) {
            throw Refusal.unauthenticated("the " + NAME + " is unknown", exchange);
        }
    }
}
