package io.github.camelaudience.launchdarkly.sources.http;

import org.apache.camel.CamelExchangeException;
import org.apache.camel.Exchange;

/** Tells that a request was refused as a whole, for what its head says or for what no reader could make of its body. */
public final class RefusedRequestException extends CamelExchangeException {

    private static final long serialVersionUID = 1L;

    private final transient HttpRefusal refusal;
    private final int status;

    RefusedRequestException(HttpRefusal refusal, Exchange exchange) {
        super(refusal.detail(), exchange);
        this.refusal = refusal;
        this.status = refusal.status();
    }

    /** Returns the status that the answer should have. */
    public int getStatus() {
        return status;
    }

    HttpRefusal refusal() {
        return refusal;
    }
}
