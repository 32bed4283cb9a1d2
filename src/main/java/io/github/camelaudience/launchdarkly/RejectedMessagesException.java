package io.github.camelaudience.launchdarkly;

import io.github.camelaudience.launchdarkly.core.sync.RejectedMessage;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.Exchange;

/** Says that some messages were rejected; all others were delivered. Redelivering the exchange is of no use. */
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
        int all = count(rejected);
        int told = count(rejected.subList(0, Math.min(SHOWN, rejected.size())));
        String more = all > told ? "; and " + (all - told) + " more" : "";
        return all + " rejected: " + shown + more;
    }

    private static int count(List<RejectedMessage> rejected) {
        return rejected.stream().mapToInt(RejectedMessage::count).sum();
    }

    /**
     * Returns the rejected messages, in input order. After the first 1,000 of an exchange, neighbours in one document
     * share one entry, so that a document of nothing but faults does not fill the memory and yet no byte of it is
     * missing.
     */
    public List<RejectedMessage> getRejected() {
        return rejected;
    }

    /** Returns {@code false}: a rejected message stays rejected. */
    public boolean isRetryable() {
        return false;
    }
}
