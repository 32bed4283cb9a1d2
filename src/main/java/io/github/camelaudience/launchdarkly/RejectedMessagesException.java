package io.github.camelaudience.launchdarkly;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.Exchange;

/** Some messages were rejected; all others were delivered. Redelivering the exchange is of no use. */
public final class RejectedMessagesException extends CamelExchangeException {

    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 3;

    private final transient List<RejectedMessage> rejected;

    public RejectedMessagesException(List<RejectedMessage> rejected, Exchange exchange) {
        super(describe(rejected), exchange);
        this.rejected = List.copyOf(rejected);
    }

    private static String describe(List<RejectedMessage> rejected) {
        String shown =
                rejected.stream().limit(SHOWN).map(RejectedMessage::toString).collect(Collectors.joining("; "));
        String more = rejected.size() > SHOWN ? "; and " + (rejected.size() - SHOWN) + " more" : "";
        return rejected.size() + " rejected: " + shown + more;
    }

    /** The rejected messages, in input order. */
    public List<RejectedMessage> getRejected() {
        return rejected;
    }

    /** Never: a rejected message stays rejected. */
    public boolean isRetryable() {
        return false;
    }
}
