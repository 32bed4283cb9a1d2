package io.github.camelaudience.launchdarkly;

import io.github.camelaudience.launchdarkly.api.CredentialsReport;
import io.github.camelaudience.launchdarkly.delivery.Submission;
import io.github.camelaudience.launchdarkly.delivery.Ticket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.support.service.ServiceHelper;

/** Takes exchanges, and calls each back once after the last of its changes is settled. */
public class LaunchDarklyAudienceProducer extends DefaultAsyncProducer {

    private RejectedHandling rejectedHandling;

    public LaunchDarklyAudienceProducer(LaunchDarklyAudienceEndpoint endpoint) {
        super(endpoint);
    }

    @Override
    public LaunchDarklyAudienceEndpoint getEndpoint() {
        return (LaunchDarklyAudienceEndpoint) super.getEndpoint();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        rejectedHandling = RejectedHandling.of(getEndpoint());
        ServiceHelper.startService(rejectedHandling);
    }

    @Override
    protected void doStop() throws Exception {
        ServiceHelper.stopService(rejectedHandling);
        super.doStop();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            Operation operation = operation(exchange);
            return switch (operation) {
                case sync -> sync(exchange, callback);
                case verify -> {
                    verify(exchange);
                    callback.done(true);
                    yield true;
                }
                case explain -> {
                    AudienceDelivery delivery = running();
                    AudienceExplanation.explain(exchange.getMessage(), delivery.bodyReader(), delivery.explainer());
                    callback.done(true);
                    yield true;
                }
            };
        } catch (Exception e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
    }

    private Operation operation(Exchange exchange) {
        String header = exchange.getMessage().getHeader(LaunchDarklyAudienceConstants.OPERATION, String.class);
        if (header == null) {
            return getEndpoint().getConfiguration().getOperation();
        }
        try {
            return Operation.valueOf(header);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "header " + LaunchDarklyAudienceConstants.OPERATION + " must be sync, verify or explain", e);
        }
    }

    private enum Phase {
        READING,
        SETTLED,
        WAITING
    }

    private boolean sync(Exchange exchange, AsyncCallback callback) {
        AudienceDelivery delivery = running();
        AtomicReference<Phase> phase = new AtomicReference<>(Phase.READING);
        AtomicReference<AudienceExchange> work = new AtomicReference<>();
        Ticket ticket = new Ticket(getEndpoint().getConfiguration().isDryRun(), settled -> {
            if (!phase.compareAndSet(Phase.READING, Phase.SETTLED)) {
                delivery.completions().execute(() -> {
                    finish(exchange, work.get(), settled);
                    callback.done(false);
                });
            }
        });
        Submission submission = delivery.sender().open(ticket);
        RuntimeException broken = null;
        try (submission) {
            work.set(new AudienceExchange(delivery.mapper(), submission));
            delivery.bodyReader().read(exchange.getMessage(), work.get());
        } catch (RuntimeException e) {
            // A bug or a converter that throws: what was read before is delivered, then the exchange fails.
            broken = e;
            exchange.setException(e);
        }
        if (phase.compareAndSet(Phase.READING, Phase.WAITING)) {
            return false;
        }
        finish(exchange, work.get(), ticket);
        if (broken != null) {
            exchange.setException(broken);
        }
        callback.done(true);
        return true;
    }

    private void finish(Exchange exchange, AudienceExchange work, Ticket ticket) {
        try {
            AnswerWriter.write(exchange, work.result(ticket), ticket, getEndpoint(), rejectedHandling);
        } catch (Exception e) {
            exchange.setException(e);
        }
    }

    private void verify(Exchange exchange) throws InvalidCredentialsException {
        CredentialsReport report = running().verify();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("ok", report.ok());
        body.put("clientSideId", report.clientSideId());
        body.put("clientSideIdOk", report.clientSideIdOk());
        body.put("clientSideIdWhy", report.clientSideIdWhy());
        body.put("accessTokenOk", report.accessTokenOk());
        body.put("accessTokenWhy", report.accessTokenWhy());
        exchange.getMessage().setBody(body);
        if (!report.ok()) {
            throw new InvalidCredentialsException(report);
        }
    }

    private AudienceDelivery running() {
        AudienceDelivery delivery = getEndpoint().delivery();
        if (delivery == null) {
            throw new IllegalStateException("the endpoint is not started: " + getEndpoint());
        }
        return delivery;
    }
}
