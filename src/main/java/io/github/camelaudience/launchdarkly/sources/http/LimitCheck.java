package io.github.camelaudience.launchdarkly.sources.http;

import org.apache.camel.Exchange;

/** Lets requests pass that are within limits of size and media type, whoever sends them: see {@link RequestCheck}. */
public final class LimitCheck extends RequestCheck {

    public LimitCheck() {
        super("application/json,application/x-ndjson");
    }

    @Override
    HttpRefusal stranger(RequestHead head) {
        return null;
    }

    @Override
    void authenticate(Exchange exchange) {}
}
