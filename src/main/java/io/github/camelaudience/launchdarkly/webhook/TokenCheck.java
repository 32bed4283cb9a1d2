package io.github.camelaudience.launchdarkly.webhook;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.service.ServiceSupport;

/**
 * Lets requests pass that show a token we know, in a query parameter or header. All others fail as
 * {@code UNAUTHENTICATED}.
 */
public final class TokenCheck extends ServiceSupport implements Processor {

    private String tokens;
    private String parameterName = "token";
    private KnownSecrets known;

    /** One token, or several separated by commas. Required. */
    public void setTokens(String tokens) {
        this.tokens = tokens;
    }

    /** The query parameter or header with the token. */
    public void setParameterName(String parameterName) {
        this.parameterName = parameterName;
    }

    @Override
    protected void doStart() {
        known = new KnownSecrets(tokens, "tokens");
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        if (!(exchange.getMessage().removeHeader(parameterName) instanceof String shown)) {
            throw Refusal.unauthenticated("expected one " + parameterName, exchange);
        }
        if (!known.contains(shown)) {
            throw Refusal.unauthenticated("the " + parameterName + " is unknown", exchange);
        }
    }
}
