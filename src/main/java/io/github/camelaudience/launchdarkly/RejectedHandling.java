package io.github.camelaudience.launchdarkly;

import io.github.camelaudience.launchdarkly.AudienceExchange.Rejection;
import io.github.camelaudience.launchdarkly.membership.RejectReason;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done with rejected messages: they go to an endpoint, fail their exchange, or are logged. */
final class RejectedHandling extends ServiceSupport {

    private static final Logger LOG = LoggerFactory.getLogger(LaunchDarklyAudienceProducer.class);
    private static final long LOG_INTERVAL_MILLIS = 60_000;

    private final LaunchDarklyAudienceEndpoint endpoint;
    private final OnRejected onRejected;
    private final String rejectedUri;
    private final MonotonicClock clock = new MonotonicClock();
    private final Map<RejectReason, Long> loggedAt = new EnumMap<>(RejectReason.class);
    private final Map<RejectReason, Long> unlogged = new EnumMap<>(RejectReason.class);

    private Producer producer;

    private RejectedHandling(LaunchDarklyAudienceEndpoint endpoint, OnRejected onRejected, String rejectedUri) {
        this.endpoint = endpoint;
        this.onRejected = onRejected;
        this.rejectedUri = rejectedUri;
    }

    static RejectedHandling of(LaunchDarklyAudienceEndpoint endpoint) {
        LaunchDarklyAudienceConfiguration configuration = endpoint.getConfiguration();
        return new RejectedHandling(endpoint, configuration.getOnRejected(), configuration.getRejectedUri());
    }

    @Override
    protected void doStart() throws Exception {
        if (rejectedUri != null) {
            producer = createProducer();
            ServiceHelper.startService(producer);
        }
    }

    private AsyncProducer createProducer() {
        try {
            return endpoint.getCamelContext().getEndpoint(rejectedUri).createAsyncProducer();
        } catch (Exception e) {
            throw new IllegalArgumentException("rejectedUri names no endpoint that messages can be sent to", e);
        }
    }

    @Override
    protected void doStop() {
        ServiceHelper.stopService(producer);
    }

    /** Deals with the rejected messages of an exchange; what is returned fails it. */
    Exception handle(Exchange exchange, List<Rejection> rejections) {
        if (rejections.isEmpty()) {
            return null;
        }
        if (producer != null) {
            return sendAll(exchange, rejections);
        }
        if (onRejected == OnRejected.skip) {
            rejections.forEach(this::log);
            return null;
        }
        AnswerWriter.setOnItems(exchange, rejections);
        return new RejectedMessagesException(
                rejections.stream().map(Rejection::message).toList(), exchange);
    }

    private Exception sendAll(Exchange exchange, List<Rejection> rejections) {
        for (Rejection rejection : rejections) {
            Exchange sent = new DefaultExchange(exchange.getContext());
            Message message = sent.getMessage();
            rejection.source().getHeaders().forEach((name, value) -> {
                // Left in, an incoming HTTP request would say where the rejected message goes.
                if (!name.regionMatches(true, 0, "CamelHttp", 0, "CamelHttp".length())) {
                    message.setHeader(name, value);
                }
            });
            RejectedMessage rejected = rejection.message();
            message.setHeader(
                    LaunchDarklyAudienceConstants.REJECT_REASON,
                    rejected.reason().name());
            message.setHeader(LaunchDarklyAudienceConstants.REJECT_PATH, rejected.path());
            message.setHeader(LaunchDarklyAudienceConstants.REJECT_DETAIL, rejected.detail());
            message.setBody(rejected.rawJson());
            try {
                producer.process(sent);
            } catch (Exception e) {
                sent.setException(e);
            }
            if (sent.getException() != null) {
                return sent.getException();
            }
        }
        return null;
    }

    private synchronized void log(Rejection rejection) {
        RejectReason reason = rejection.message().reason();
        long now = clock.getAsLong();
        Long last = loggedAt.get(reason);
        if (last != null && now - last < LOG_INTERVAL_MILLIS) {
            unlogged.merge(reason, 1L, Long::sum);
            return;
        }
        loggedAt.put(reason, now);
        Long more = unlogged.remove(reason);
        LOG.warn(
                "Rejected a message and skipped it: {}{}",
                rejection.message(),
                more == null ? "" : " (and " + more + " more for this reason since the last line)");
    }
}
