package io.github.camelaudience.launchdarkly.webhook;

import org.apache.camel.CamelExchangeException;
import org.apache.camel.Exchange;

/** The path of a request is that of no call we know. */
public final class UnknownCallException extends CamelExchangeException {

    private static final long serialVersionUID = 1L;

    UnknownCallException(Exchange exchange) {
        super("no call of the Tracking API", exchange);
    }
}
