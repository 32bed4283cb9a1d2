package io.github.camelaudience.launchdarkly;

import io.github.camelaudience.launchdarkly.api.ApiError;
import io.github.camelaudience.launchdarkly.api.ApiOutcome;
import io.github.camelaudience.launchdarkly.api.CredentialsCheck;
import io.github.camelaudience.launchdarkly.api.CredentialsReport;
import io.github.camelaudience.launchdarkly.api.RateFacts;
import io.github.camelaudience.launchdarkly.api.SegmentTargets;
import io.github.camelaudience.launchdarkly.api.SegmentTargetsApi;
import io.github.camelaudience.launchdarkly.delivery.BatchSender;
import io.github.camelaudience.launchdarkly.delivery.BoundedFenceStore;
import io.github.camelaudience.launchdarkly.delivery.DeliveryRuntime;
import io.github.camelaudience.launchdarkly.delivery.DeliveryState;
import io.github.camelaudience.launchdarkly.delivery.EventTimeFence;
import io.github.camelaudience.launchdarkly.delivery.FenceStore;
import io.github.camelaudience.launchdarkly.delivery.RateGate;
import io.github.camelaudience.launchdarkly.delivery.RateGateState;
import io.github.camelaudience.launchdarkly.segment.ChangeMapper;
import io.github.camelaudience.launchdarkly.segment.FieldMapping;
import io.github.camelaudience.launchdarkly.segment.MessageExplainer;
import io.github.camelaudience.launchdarkly.segment.Trigger;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.support.service.ServiceSupport;

/** What an endpoint runs on: its threads, its HTTP client, its sender. Built from options, started and stopped with it. */
final class AudienceDelivery extends ServiceSupport {

    /** What LaunchDarkly answers when it accepts a request. */
    private static final int DRY_RUN_STATUS = 204;

    private final LaunchDarklyAudienceEndpoint endpoint;
    private final AudienceOptions options;
    private final CamelContext context;
    private final BodyReader bodyReader;
    private final ChangeMapper mapper;
    private final MessageExplainer explainer;
    private final CamelHttpTransport transport;

    private final MonotonicClock clock = new MonotonicClock();

    private ExecutorService workers;
    private ExecutorService completions;
    private ScheduledExecutorService alarm;
    private RateGate rateGate;
    private EventTimeFence fence;
    private BatchSender sender;

    AudienceDelivery(LaunchDarklyAudienceEndpoint endpoint, AudienceOptions options) {
        this.endpoint = endpoint;
        this.options = options;
        this.context = endpoint.getCamelContext();
        LaunchDarklyAudienceConfiguration configuration = endpoint.getConfiguration();
        this.bodyReader = new BodyReader(options.readLimits());
        Trigger trigger = MessageRules.trigger(context, configuration.getTrigger());
        FieldMapping mapping = MessageRules.mapping(context, configuration.getMapping());
        this.mapper = new ChangeMapper(options.mapping(), trigger, mapping);
        this.explainer = new MessageExplainer(options.mapping(), trigger, mapping);
        String http = configuration.getHttpComponent();
        this.transport = new CamelHttpTransport(
                context,
                http == null ? ServiceUrl.scheme(options.apiUrl()) : http,
                configuration.getConnectTimeout(),
                configuration.getResponseTimeout());
    }

    @Override
    protected void doStart() throws Exception {
        LaunchDarklyAudienceConfiguration configuration = endpoint.getConfiguration();
        ServiceHelper.startService(transport);
        if (configuration.isVerifyOnStart()) {
            CredentialsReport report = verify();
            if (!report.ok()) {
                ServiceHelper.stopService(transport);
                throw new InvalidCredentialsException(report);
            }
        }
        ExecutorServiceManager executors = context.getExecutorServiceManager();
        workers = executors.newFixedThreadPool(this, "launchdarkly-audience-sender", configuration.getMaxInFlight());
        completions = executors.newCachedThreadPool(this, "launchdarkly-audience-completion");
        alarm = executors.newSingleThreadScheduledExecutor(this, "launchdarkly-audience-alarm");
        rateGate = endpoint.getComponent()
                .rateGate(
                        options.apiUrl(), options.token(), options.retryPolicy().maxDelay());
        fence = new EventTimeFence(fenceStore());
        sender = new BatchSender(
                options.delivery(),
                targets(),
                rateGate,
                options.retryPolicy(),
                fence,
                endpoint.observers().delivery(),
                new DeliveryRuntime(
                        clock,
                        workers,
                        (millis, task) -> alarm.schedule(task, millis, TimeUnit.MILLISECONDS),
                        () -> ThreadLocalRandom.current().nextDouble()));
    }

    @Override
    protected void doStop() throws Exception {
        try {
            if (sender != null) {
                long timeout = TimeUnit.MILLISECONDS.convert(
                        context.getShutdownStrategy().getTimeout(),
                        context.getShutdownStrategy().getTimeUnit());
                sender.drain(timeout);
            }
        } finally {
            release();
        }
    }

    /** Also when whoever stops us is interrupted while he waits. */
    private void release() {
        if (sender != null) {
            sender.stop();
        }
        ExecutorServiceManager executors = context.getExecutorServiceManager();
        executors.shutdownNow(alarm);
        // What no worker has begun gives its permit back to the rate gate, which outlives this.
        executors.shutdownNow(workers).forEach(Runnable::run);
        executors.shutdownGraceful(completions);
        ServiceHelper.stopService(transport);
    }

    CredentialsReport verify() {
        return new CredentialsCheck(
                        transport, options.apiUrl(), options.clientSdkUrl(), options.token(), UserAgent.VALUE)
                .check(endpoint.getConfiguration().getClientSideId());
    }

    BodyReader bodyReader() {
        return bodyReader;
    }

    ChangeMapper mapper() {
        return mapper;
    }

    MessageExplainer explainer() {
        return explainer;
    }

    BatchSender sender() {
        return sender;
    }

    EventTimeFence fence() {
        return fence;
    }

    DeliveryState state() {
        return sender.state();
    }

    RateGateState rateState() {
        return rateGate.state(clock.getAsLong());
    }

    /** The time by the clock of {@link #rateState}. */
    long now() {
        return clock.getAsLong();
    }

    /** Runs a route's continuation, never on a thread that sends requests. */
    void complete(Runnable continuation) {
        try {
            completions.execute(continuation);
        } catch (RejectedExecutionException e) {
            continuation.run(); // stopped meanwhile, with nothing left to be held up
        }
    }

    private SegmentTargets targets() {
        if (endpoint.getConfiguration().isDryRun()) {
            return request -> ApiOutcome.answered(DRY_RUN_STATUS, ApiError.NONE, RateFacts.NONE);
        }
        return new SegmentTargetsApi(transport, options.apiUrl(), options.token(), UserAgent.VALUE);
    }

    private FenceStore fenceStore() {
        LaunchDarklyAudienceConfiguration configuration = endpoint.getConfiguration();
        FenceStore memory = new BoundedFenceStore(configuration.getMaxFencedSlots());
        FenceStore store = configuration.getStateRepository() == null
                ? memory
                : new StateRepositoryFence(configuration.getStateRepository(), memory);
        return configuration.isDryRun() ? FenceStore.readOnly(store) : store;
    }
}
