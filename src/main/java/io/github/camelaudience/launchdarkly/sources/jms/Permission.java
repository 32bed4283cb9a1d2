package io.github.camelaudience.launchdarkly.sources.jms;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks an endpoint whether to begin: with an empty exchange, on a thread of its own, again and again with growing pauses.
 * An exchange that does not fail is the permission.
 */
final class Permission {

    private static final Logger LOG = LoggerFactory.getLogger(Permission.class);

    private final CamelContext context;
    private final String uri;
    private final long firstPause;
    private final long longestPause;
    private ScheduledExecutorService thread;

    Permission(CamelContext context, String uri, long firstPause, long longestPause) {
        this.context = context;
        this.uri = uri;
        this.firstPause = firstPause;
        this.longestPause = longestPause;
    }

    synchronized void ask(Runnable begin) {
        askNoMore();
        ScheduledExecutorService asking =
                context.getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "JmsPermission");
        thread = asking;
        asking.execute(() -> askOnce(asking, begin, firstPause));
    }

    synchronized void askNoMore() {
        if (thread != null) {
            context.getExecutorServiceManager().shutdownNow(thread);
            thread = null;
        }
    }

    private void askOnce(ScheduledExecutorService asking, Runnable begin, long pause) {
        Exception refusal = answer();
        synchronized (this) {
            if (asking != thread) {
                return; // stopped meanwhile
            }
            if (refusal == null) {
                begin.run();
                askNoMore();
            } else {
                LOG.warn(
                        "No message is taken yet, LaunchDarkly is asked again in {} ms: {}",
                        pause,
                        refusal.getMessage());
                long next = Math.min(longestPause, pause * 2);
                asking.schedule(() -> askOnce(asking, begin, next), pause, TimeUnit.MILLISECONDS);
            }
        }
    }

    private Exception answer() {
        try (ProducerTemplate template = context.createProducerTemplate()) {
            Exchange answered = template.send(uri, ExchangePattern.InOnly, exchange -> {});
            return answered.getException();
        } catch (Exception e) {
            return e;
        }
    }
}
