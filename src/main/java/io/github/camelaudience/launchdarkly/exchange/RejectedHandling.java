package io.github.camelaudience.launchdarkly.exchange;

import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceConfiguration;
import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceConstants;
import io.github.camelaudience.launchdarkly.OnRejected;
import io.github.camelaudience.launchdarkly.RejectedMessagesException;
import io.github.camelaudience.launchdarkly.core.observe.RejectedLog;
import io.github.camelaudience.launchdarkly.core.sync.RejectedMessage;
import io.github.camelaudience.launchdarkly.core.sync.SyncResult.Rejection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.support.service.ServiceSupport;

/** Handles rejected messages: they go to an endpoint, fail their exchange, or are logged. */
public final class RejectedHandling extends ServiceSupport {

    /** Left in, an incoming HTTP request would say where the rejected message goes. */
    private static final String HTTP_HEADERS = "camelhttp";
    /** They are about the body that the message came in, or secrets of whoever sent it. */
    private static final Set<String> NOT_PASSED_ON = Set.of(
            "content-encoding",
            "content-length",
            "transfer-encoding",
            "host",
            "authorization",
            "proxy-authorization",
            "cookie");

    private final CamelContext context;
    private final RejectedLog log;
    private final OnRejected onRejected;
    private final String rejectedUri;

    private AsyncProducer producer;
    private RejectedFile file;

    /**
     * Does what the options say.
     *
     * @param log where it is said that a message was skipped
     */
    public RejectedHandling(CamelContext context, LaunchDarklyAudienceConfiguration configuration, RejectedLog log) {
        this.context = context;
        this.log = log;
        this.onRejected = configuration.getOnRejected();
        this.rejectedUri = configuration.getRejectedUri();
    }

    @Override
    protected void doStart() throws Exception {
        if (rejectedUri != null) {
            file = RejectedFile.of(rejectedUri);
            producer = createProducer();
            ServiceHelper.startService(producer);
        }
    }

    private AsyncProducer createProducer() {
        try {
            return context.getEndpoint(rejectedUri).createAsyncProducer();
        } catch (Exception e) {
            throw new IllegalArgumentException("rejectedUri names no endpoint that messages can be sent to", e);
        }
    }

    @Override
    protected void doStop() {
        ServiceHelper.stopService(producer);
    }

    /** Deals with the rejected messages of an exchange; what is returned fails it. */
    Exception handle(Exchange exchange, List<Rejection<Message>> rejections) {
        if (rejections.isEmpty()) {
            return null;
        }
        if (producer != null) {
            return sendAll(exchange, rejections);
        }
        if (onRejected == OnRejected.skip) {
            rejections.forEach(rejection -> log.skipped(rejection.message()));
            return null;
        }
        ItemExceptions.rejected(exchange, rejections);
        return new RejectedMessagesException(
                rejections.stream().<RejectedMessage>map(Rejection::message).toList(), exchange);
    }

    /** Stops at the first that cannot be sent: it and those behind it are not dealt with. */
    private Exception sendAll(Exchange exchange, List<Rejection<Message>> rejections) {
        for (int i = 0; i < rejections.size(); i++) {
            Exception failed = send(exchange, rejections.get(i));
            if (failed != null) {
                rejections
                        .subList(i, rejections.size())
                        .forEach(unsent -> ItemExceptions.set(exchange, unsent.source(), failed));
                return failed;
            }
        }
        return null;
    }

    private Exception send(Exchange exchange, Rejection<Message> rejection) {
        Exchange sent = new DefaultExchange(exchange.getContext());
        Message message = sent.getMessage();
        rejection.source().getHeaders().forEach((name, value) -> {
            if (isPassedOn(name.toLowerCase(Locale.ROOT))) {
                message.setHeader(name, value);
            }
        });
        RejectedMessage rejected = rejection.message();
        message.setHeader(
                LaunchDarklyAudienceConstants.REJECT_REASON, rejected.reason().name());
        message.setHeader(LaunchDarklyAudienceConstants.REJECT_PATH, rejected.path());
        message.setHeader(LaunchDarklyAudienceConstants.REJECT_DETAIL, rejected.detail());
        message.setBody(rejected.rawJson());
        if (file != null) {
            file.write(rejected, message);
        }
        try {
            producer.process(sent);
        } catch (Exception e) {
            sent.setException(e);
        }
        return sent.getException();
    }

    private static boolean isPassedOn(String header) {
        return !header.startsWith(HTTP_HEADERS) && !NOT_PASSED_ON.contains(header);
    }
}
