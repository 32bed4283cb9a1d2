package io.github.camelaudience.launchdarkly.runtime;

import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceConstants;
import io.github.camelaudience.launchdarkly.core.delivery.MonotonicClock;
import io.github.camelaudience.launchdarkly.core.event.AudienceEvent;
import io.github.camelaudience.launchdarkly.core.json.JsonText;
import io.github.camelaudience.launchdarkly.core.observe.ComponentLog;
import io.github.camelaudience.launchdarkly.core.observe.OncePer;
import io.github.camelaudience.launchdarkly.core.observe.VerdictMonitor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.support.service.ServiceSupport;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;

/**
 * Sends each event as a JSON document to an endpoint, on a thread of its own. What does not fit among the 1,000 that wait is left out,
 * and an endpoint that fails keeps no delivery waiting: both are said in the log.
 */
final class EventPublisher extends ServiceSupport implements VerdictMonitor {

    private static final int MOST_WAITING = 1_000;
    private static final long LAST_MILLIS = 5_000;

    private final CamelContext context;
    private final String uri;
    private final OncePer minute =
            new OncePer(OncePer.MINUTE, new MonotonicClock(), "more events for this reason since the last line");

    private AsyncProducer producer;
    private ExecutorService thread;

    EventPublisher(CamelContext context, String uri) {
        this.context = context;
        this.uri = uri;
    }

    @Override
    protected void doStart() {
        try {
            producer = context.getEndpoint(uri).createAsyncProducer();
        } catch (Exception e) {
            throw new IllegalArgumentException("eventsUri names no endpoint that events can be sent to", e);
        }
        ServiceHelper.startService(producer);
        ThreadPoolProfile one = new ThreadPoolProfile("launchdarkly-audience-events");
        one.setPoolSize(1);
        one.setMaxPoolSize(1);
        one.setMaxQueueSize(MOST_WAITING);
        one.setRejectedPolicy(ThreadPoolRejectedPolicy.Abort);
        thread = context.getExecutorServiceManager().newThreadPool(this, "launchdarkly-audience-events", one);
    }

    /** Sends what waits, for 5 s at most. */
    @Override
    protected void doStop() throws Exception {
        if (thread != null) {
            thread.shutdown();
            boolean sent = thread.awaitTermination(LAST_MILLIS, TimeUnit.MILLISECONDS);
            if (!sent) {
                ComponentLog.LOG.warn(
                        "{} events were not sent to eventsUri before the stop.",
                        thread.shutdownNow().size());
            }
            context.getExecutorServiceManager().shutdownNow(thread);
            thread = null;
        }
        ServiceHelper.stopService(producer);
    }

    @Override
    public void event(AudienceEvent event) {
        try {
            thread.execute(() -> send(event));
        } catch (RejectedExecutionException | NullPointerException e) {
            minute.say(
                    "full",
                    more -> ComponentLog.LOG.warn(
                            "The event {} is not sent to eventsUri, where {} wait already.{}",
                            event.type().id(),
                            MOST_WAITING,
                            more));
        }
    }

    private void send(AudienceEvent event) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage()
                .setHeader(LaunchDarklyAudienceConstants.EVENT, event.type().id());
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/json");
        exchange.getMessage().setBody(JsonText.bytes((Object) event.toMap()));
        try {
            producer.process(exchange);
        } catch (Exception e) {
            exchange.setException(e);
        }
        if (exchange.getException() != null) {
            minute.say(
                    "failed",
                    more -> ComponentLog.LOG.warn(
                            "The event {} could not be sent to eventsUri.{}",
                            event.type().id(),
                            more,
                            exchange.getException()));
        }
    }
}
