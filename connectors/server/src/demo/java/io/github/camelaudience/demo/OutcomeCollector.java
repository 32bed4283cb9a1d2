package io.github.camelaudience.demo;

import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceConstants;
import io.github.camelaudience.launchdarkly.RejectedMessagesException;
import io.github.camelaudience.launchdarkly.core.sync.RejectedMessage;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeEvent;
import org.apache.camel.support.EventNotifierSupport;

/** Gathers the outcome of every exchange that ends, whichever route it took. */
final class OutcomeCollector extends EventNotifierSupport {

    /** The way a message came in. */
    enum Way {
        FILE,
        POST
    }

    private final Map<Way, List<Outcome>> outcomes = Map.of(Way.FILE, new ArrayList<>(), Way.POST, new ArrayList<>());
    private final Set<SyncReport> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    OutcomeCollector() {
        setIgnoreCamelContextEvents(true);
        setIgnoreServiceEvents(true);
        setIgnoreRouteEvents(true);
        setIgnoreExchangeCreatedEvent(true);
        setIgnoreExchangeSendingEvents(true);
        setIgnoreExchangeSentEvents(true);
        setIgnoreStepEvents(true);
    }

    @Override
    public synchronized void notify(CamelEvent event) {
        if (event.getType() != CamelEvent.Type.ExchangeCompleted && event.getType() != CamelEvent.Type.ExchangeFailed) {
            return;
        }
        Exchange exchange = ((ExchangeEvent) event).getExchange();
        SyncReport report = exchange.getProperty(LaunchDarklyAudienceConstants.SYNC_REPORT, SyncReport.class);
        // The exchange in the Kamelet, the one around it and the parts of a split share one report.
        if (report != null && seen.add(report)) {
            Way way = exchange.getMessage().getHeader(Exchange.FILE_NAME) == null ? Way.POST : Way.FILE;
            outcomes.get(way).add(new Outcome(report, rejected(exchange)));
            notifyAll();
        }
    }

    private static List<RejectedMessage> rejected(Exchange exchange) {
        Exception exception = exchange.getException() == null
                ? exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class)
                : exchange.getException();
        return exception instanceof RejectedMessagesException e ? e.getRejected() : List.of();
    }

    /** Waits for the outcome with this number among those that came this way, counted from 0. */
    synchronized Outcome await(Way way, int number, Duration timeout) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        while (outcomes.get(way).size() <= number) {
            long millis = (end - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                throw new IllegalStateException("nothing came out within " + timeout.toSeconds() + " s");
            }
            wait(millis);
        }
        return outcomes.get(way).get(number);
    }
}
