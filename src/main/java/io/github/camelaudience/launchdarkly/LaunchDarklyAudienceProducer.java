package io.github.camelaudience.launchdarkly;

import io.github.camelaudience.launchdarkly.core.audit.AuditQuestion;
import io.github.camelaudience.launchdarkly.core.audit.AuditReport;
import io.github.camelaudience.launchdarkly.core.launchdarkly.CredentialsReport;
import io.github.camelaudience.launchdarkly.core.mirror.KeySet;
import io.github.camelaudience.launchdarkly.core.mirror.MirrorOrder;
import io.github.camelaudience.launchdarkly.core.mirror.MirrorReport;
import io.github.camelaudience.launchdarkly.exchange.AuditOperation;
import io.github.camelaudience.launchdarkly.exchange.ExchangeSync;
import io.github.camelaudience.launchdarkly.exchange.ExplainOperation;
import io.github.camelaudience.launchdarkly.exchange.MirrorOperation;
import io.github.camelaudience.launchdarkly.exchange.RejectedHandling;
import io.github.camelaudience.launchdarkly.exchange.ResultWriter;
import io.github.camelaudience.launchdarkly.exchange.WhyOperation;
import io.github.camelaudience.launchdarkly.runtime.EndpointRuntime;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.support.service.ServiceHelper;

/** Takes exchanges, and calls each back once after the last of its changes is settled. */
public class LaunchDarklyAudienceProducer extends DefaultAsyncProducer {

    private RejectedHandling rejectedHandling;
    private ResultWriter writer;

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
        LaunchDarklyAudienceEndpoint endpoint = getEndpoint();
        rejectedHandling = new RejectedHandling(
                endpoint.getCamelContext(),
                endpoint.getConfiguration(),
                endpoint.observers().engine().rejectedLog());
        writer = new ResultWriter(endpoint.getServiceUrl(), rejectedHandling);
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
                case audit -> done = audit(exchange, callback);
                case why -> why(exchange);
                case mirror -> done = mirror(exchange, callback);
                case release -> release(exchange);
            }
        } catch (Throwable e) {
            exchange.setException(e);
        }
        if (done) {
            callback.done(true); // what it throws is not ours: outside of the try
        }
        return done;
    }

    /** Whether it is done; if not, the callback is made later. */
    private boolean sync(Exchange exchange, AsyncCallback callback) {
        EndpointRuntime runtime = running();
        return new ExchangeSync(exchange, runtime.engine(), runtime.overrides())
                .run(runtime.bodyReader(), writer, () -> callback.done(false));
    }

    private void explain(Exchange exchange) {
        EndpointRuntime runtime = running();
        ExplainOperation.explain(
                exchange.getMessage(),
                runtime.bodyReader(),
                runtime.explainer(),
                runtime.overrides(),
                runtime.backend());
    }

    /** Whether it is done; if not, the callback is made by the thread of audits. */
    private boolean audit(Exchange exchange, AsyncCallback callback) {
        EndpointRuntime runtime = running();
        LaunchDarklyAudienceConfiguration configuration = getEndpoint().getConfiguration();
        Message message = exchange.getMessage();
        AuditQuestion question =
                AuditOperation.read(message, runtime.bodyReader(), runtime.overrides(), configuration.getContextKind());
        String environment = AuditOperation.environment(message, runtime.overrides(), configuration.getClientSideId());
        runtime.audits().execute(() -> {
            try {
                AuditReport report = runtime.audit(question, environment);
                getEndpoint().observers().engine().audited(report);
                AuditOperation.write(message, report);
            } catch (Throwable e) {
                exchange.setException(e);
            }
            callback.done(false);
        });
        return false;
    }

    private void why(Exchange exchange) {
        EndpointRuntime runtime = running();
        Message message = exchange.getMessage();
        String environment = AuditOperation.environment(
                message, runtime.overrides(), getEndpoint().getConfiguration().getClientSideId());
        WhyOperation.write(message, runtime.why(WhyOperation.read(message, runtime.bodyReader()), environment));
    }

    private void release(Exchange exchange) {
        String audienceId = exchange.getMessage().getBody(String.class);
        if (audienceId == null || audienceId.isBlank()) {
            throw new IllegalArgumentException(
                    "the body must be the id of the audience to release, such as aud_1, but is empty");
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("audienceId", audienceId.strip());
        body.put("released", running().release(audienceId.strip()));
        exchange.getMessage().setBody(body);
    }

    /** Whether it is done; if not, the callback is made by the thread of mirrors. */
    private boolean mirror(Exchange exchange, AsyncCallback callback) {
        EndpointRuntime runtime = running();
        LaunchDarklyAudienceConfiguration configuration = getEndpoint().getConfiguration();
        Message message = exchange.getMessage();
        MirrorOrder order = MirrorOperation.order(message, runtime.overrides(), configuration);
        KeySet keys = MirrorOperation.keys(message, configuration);
        runtime.mirrors().execute(() -> {
            try {
                MirrorReport report = runtime.mirrors().run(order, keys);
                MirrorOperation.write(message, report, getEndpoint().getServiceUrl());
            } catch (Throwable e) {
                exchange.setException(e);
            }
            callback.done(false);
        });
        return false;
    }

    private void verify(Exchange exchange) throws InvalidCredentialsException {
        CredentialsReport report = running().verify();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("ok", report.ok());
        body.put("wrong", report.isWrong());
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
        EndpointRuntime runtime = getEndpoint().delivery();
        if (runtime == null) {
            throw new IllegalStateException("the endpoint is not started: " + getEndpoint());
        }
        return runtime;
    }
}
