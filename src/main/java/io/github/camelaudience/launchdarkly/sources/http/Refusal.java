package io.github.camelaudience.launchdarkly.sources.http;

import io.github.camelaudience.launchdarkly.RejectedMessagesException;
import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import io.github.camelaudience.launchdarkly.core.sync.RejectedMessage;
import java.util.List;
import org.apache.camel.Exchange;

/** A request that is rejected as a whole before a message is taken out of it. */
final class Refusal {

    private static final byte[] NOTHING = {};

    private Refusal() {}

    /** The exception keeps nothing of the body: nobody knows yet what it is. */
    static RejectedMessagesException of(RejectReason reason, String detail, Exchange exchange) {
        return new RejectedMessagesException(
                List.of(new RejectedMessage(reason, "$", detail, detail, NOTHING)), exchange);
    }

    static RejectedMessagesException unauthenticated(String detail, Exchange exchange) {
        return of(RejectReason.UNAUTHENTICATED, detail, exchange);
    }

    /** Whether the request was refused because of who sent it. */
    static boolean isUnauthenticated(RejectedMessagesException exception) {
        return exception.getRejected().get(0).reason() == RejectReason.UNAUTHENTICATED;
    }
}
