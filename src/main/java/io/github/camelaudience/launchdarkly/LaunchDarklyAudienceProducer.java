package io.github.camelaudience.launchdarkly;

import io.github.camelaudience.launchdarkly.core.launchdarkly.CredentialsReport;
import io.github.camelaudience.launchdarkly.core.delivery.Continuations;
import io.github.camelaudience.launchdarkly.core.delivery.Submission;
import io.github.camelaudience.launchdarkly.core.delivery.Ticket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.support.service.ServiceHelper;
import io.github.camelaudience.launchdarkly.exchange.ExchangeSync;
import io.github.camelaudience.launchdarkly.exchange.ExplainOperation;
import io.github.camelaudience.launchdarkly.exchange.ForgetOnFailure;
import io.github.camelaudience.launchdarkly.exchange.RejectedHandling;
import io.github.camelaudience.launchdarkly.exchange.ResultWriter;
import io.github.camelaudience.launchdarkly.runtime.EndpointRuntime;

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
        boolean done = true;
        try {
            switch (getEndpoint().getConfiguration().getOperation()) {
                case sync -> done = sync(exchange, callback);
                case verify -> verify(exchange);
                case explain -> explain(exchange);
            }
        } catch (Throwable e) {
            exchange.setException(e);
        }
        if (done) {
            callback.done(true); // what it throws is not ours: outside of the try
        }
        return done;
    }

    private enum Phase {
        READING,
        SETTLED,
        WAITING
    }

    /** Whether it is done; if not, the callback is made later. */
    private boolean sync(Exchange exchange, AsyncCallback callback) {
        EndpointRuntime delivery = running();
        boolean forgetOnFailure = ForgetOnFailure.isAskedFor(exchange.getMessage());
        Continuations.Running sentBy = delivery.continuation();
        AtomicReference<Phase> phase = new AtomicReference<>(Phase.READING);
        AtomicReference<ExchangeSync> work = new AtomicReference<>();
        Ticket ticket = new Ticket(getEndpoint().getConfiguration().isDryRun(), settled -> {
            if (!phase.compareAndSet(Phase.READING, Phase.SETTLED)) {
                delivery.complete(settled.size(), sentBy, () -> {
                    finish(delivery, exchange, work.get(), settled, forgetOnFailure);
                    callback.done(false);
                });
            }
        });
        Submission submission = delivery.sender().open(ticket, sentBy != null);
        ExchangeSync reading =
                new ExchangeSync(exchange, delivery.mapper(), delivery.overrides(), submission, () -> getEndpoint()
                        .observers()
                        .unreadableTime());
        work.set(reading);
        read(delivery, exchange, reading, submission);
        if (phase.compareAndSet(Phase.READING, Phase.WAITING)) {
            return false;
        }
        finish(delivery, exchange, reading, ticket, forgetOnFailure);
        return true;
    }

    /** Never throws: whatever was read before is under way, and its exchange must wait for it. */
    private static void read(
            EndpointRuntime delivery, Exchange exchange, ExchangeSync work, Submission submission) {
        try (submission) {
            delivery.bodyReader().read(exchange.getMessage(), work);
        } catch (Throwable e) {
            work.broken(e);
        }
    }

    private void finish(
            EndpointRuntime delivery,
            Exchange exchange,
            ExchangeSync work,
            Ticket ticket,
            boolean forgetOnFailure) {
        try {
            if (forgetOnFailure) {
                exchange.getExchangeExtension()
                        .addOnCompletion(new ForgetOnFailure(delivery.fence(), work.accepted(ticket)));
            }
            ResultWriter.write(exchange, work.result(ticket), ticket, delivery.backend(), getEndpoint(), rejectedHandling);
        } catch (Throwable e) {
            exchange.setException(e);
        }
    }

    private void explain(Exchange exchange) {
        EndpointRuntime delivery = running();
        ExplainOperation.explain(
                exchange.getMessage(),
                delivery.bodyReader(),
                delivery.explainer(),
                delivery.overrides(),
                delivery.backend());
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

    private EndpointRuntime running() {
        EndpointRuntime delivery = getEndpoint().delivery();
        if (delivery == null) {
            throw new IllegalStateException("the endpoint is not started: " + getEndpoint());
        }
        return delivery;
    }
}
