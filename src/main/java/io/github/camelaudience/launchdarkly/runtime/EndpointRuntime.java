package io.github.camelaudience.launchdarkly.runtime;

import io.github.camelaudience.launchdarkly.core.launchdarkly.CredentialsReport;
import io.github.camelaudience.launchdarkly.core.launchdarkly.DryRun;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentBackend;
import io.github.camelaudience.launchdarkly.core.launchdarkly.synced.SyncedSegments;
import io.github.camelaudience.launchdarkly.transform.ContextJackson;
import io.github.camelaudience.launchdarkly.core.delivery.BatchSender;
import io.github.camelaudience.launchdarkly.core.delivery.memory.BoundedMarkStore;
import io.github.camelaudience.launchdarkly.core.delivery.Continuations;
import io.github.camelaudience.launchdarkly.core.delivery.DeliveryRuntime;
import io.github.camelaudience.launchdarkly.core.delivery.DeliveryState;
import io.github.camelaudience.launchdarkly.core.delivery.memory.StaleFilter;
import io.github.camelaudience.launchdarkly.core.delivery.memory.MarkStore;
import io.github.camelaudience.launchdarkly.core.delivery.pacing.RateLimiter;
import io.github.camelaudience.launchdarkly.core.delivery.pacing.RateLimiterState;
import io.github.camelaudience.launchdarkly.core.verdict.ChangeMapper;
import io.github.camelaudience.launchdarkly.core.mapping.FieldMapping;
import io.github.camelaudience.launchdarkly.core.explain.MessageExplainer;
import io.github.camelaudience.launchdarkly.core.trigger.Trigger;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.StatefulService;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.StateRepository;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.support.service.ServiceSupport;
import io.github.camelaudience.launchdarkly.InvalidCredentialsException;
import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceConfiguration;
import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceEndpoint;
import io.github.camelaudience.launchdarkly.core.delivery.MonotonicClock;
import io.github.camelaudience.launchdarkly.exchange.BodyReader;
import io.github.camelaudience.launchdarkly.exchange.RouteOverrides;
import io.github.camelaudience.launchdarkly.http.CamelHttpTransport;
import io.github.camelaudience.launchdarkly.http.ServiceUrl;
import io.github.camelaudience.launchdarkly.http.UserAgent;

/** What an endpoint runs on: its threads, its HTTP client, its sender. Built from options, started and stopped with it. */
public final class EndpointRuntime extends ServiceSupport {

    /** Routes that go on are waited for that often: before and after they are interrupted. */
    private static final int GRACES = 2;

    private final LaunchDarklyAudienceEndpoint endpoint;
    private final EndpointSettings options;
    private final CamelContext context;
    private final RouteOverrides overrides;
    private final BodyReader bodyReader;
    private final ChangeMapper mapper;
    private final MessageExplainer explainer;
    private final CamelHttpTransport transport;
    private final SegmentBackend backend;

    private final MonotonicClock clock;

    private ExecutorService workers;
    private ExecutorService completions;
    private Continuations continuations;
    private ScheduledExecutorService alarm;
    private RateLimiter rateGate;
    private StaleFilter fence;
    private BatchSender sender;

    public EndpointRuntime(LaunchDarklyAudienceEndpoint endpoint, EndpointSettings options) {
        this.endpoint = endpoint;
        this.options = options;
        this.context = endpoint.getCamelContext();
        this.clock = endpoint.getComponent().clock();
        LaunchDarklyAudienceConfiguration configuration = endpoint.getConfiguration();
        this.overrides = new RouteOverrides(configuration.isHeaderOverrides());
        this.bodyReader = new BodyReader(options.readLimits(), ContextJackson.writer(context));
        Trigger trigger = MessageRules.trigger(context, configuration.getTrigger());
        FieldMapping mapping = MessageRules.mapping(
                context, configuration.getMapping(), CamelLanguages.names(configuration.getMappingLanguages()));
        this.mapper = new ChangeMapper(options.mapping(), trigger, mapping);
        this.explainer = new MessageExplainer(options.mapping(), trigger, mapping);
        String http = configuration.getHttpComponent();
        this.transport = new CamelHttpTransport(
                context,
                http == null ? ServiceUrl.scheme(options.apiUrl()) : http,
                configuration.getConnectTimeout(),
                configuration.getResponseTimeout());
        this.backend = newBackend();
    }

    @Override
    protected void doStart() throws Exception {
        LaunchDarklyAudienceConfiguration configuration = endpoint.getConfiguration();
        ServiceHelper.startService(transport);
        if (configuration.isVerifyOnStart()) {
            CredentialsReport report = verify();
            if (!report.ok()) {
                throw new InvalidCredentialsException(report);
            }
        }
        startRepository(configuration.getStateRepository());
        endpoint.observers().start();
        ExecutorServiceManager executors = context.getExecutorServiceManager();
        workers = executors.newFixedThreadPool(this, "launchdarkly-audience-sender", configuration.getMaxInFlight());
        completions = executors.newCachedThreadPool(this, "launchdarkly-audience-completion");
        continuations = new Continuations(completions);
        alarm = executors.newSingleThreadScheduledExecutor(this, "launchdarkly-audience-alarm");
        rateGate = rateGate();
        fence = new StaleFilter(fenceStore());
        sender = new BatchSender(
                options.delivery(),
                backend,
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

    /** One that nobody has started yet is the context's from now on, and stops with it: endpoints may share it. */
    private void startRepository(StateRepository<String, String> repository) throws Exception {
        if (repository instanceof StatefulService service && !service.isStarted()) {
            if (!context.hasService(service)) {
                CamelContextAware.trySetCamelContext(service, context);
                context.addService(service, true, false);
            }
            ServiceHelper.startService(service);
        }
    }

    @Override
    protected void doStop() throws Exception {
        StopDeadline deadline = new StopDeadline(
                clock,
                TimeUnit.MILLISECONDS.convert(
                        context.getShutdownStrategy().getTimeout(),
                        context.getShutdownStrategy().getTimeUnit()),
                endpoint.getComponent().stoppingFor());
        try {
            if (sender != null) {
                sender.drain(deadline.forSending());
            }
        } finally {
            release(deadline);
        }
    }

    /** Also when whoever stops us is interrupted while he waits, and when not everything has started. */
    private void release(StopDeadline deadline) {
        ExecutorServiceManager executors = context.getExecutorServiceManager();
        if (sender != null) {
            sender.stop(deadline.left());
        }
        if (alarm != null) {
            executors.shutdownNow(alarm);
        }
        if (workers != null) {
            // What no worker has begun gives its permit back to the rate gate, which outlives this.
            executors.shutdownNow(workers).forEach(Runnable::run);
        }
        if (completions != null) {
            end(completions, deadline.left() / GRACES);
        }
        ServiceHelper.stopService(transport);
    }

    /** Waits for the routes that go on, then interrupts them, and those that have not begun as well. */
    private void end(ExecutorService threads, long grace) {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(grace, TimeUnit.MILLISECONDS)) {
                interrupt(threads);
                threads.awaitTermination(grace, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            interrupt(threads);
            Thread.currentThread().interrupt();
        }
        context.getExecutorServiceManager().shutdownNow(threads); // it is known there
    }

    private void interrupt(ExecutorService threads) {
        continuations.interrupt();
        threads.shutdownNow();
    }

    public CredentialsReport verify() {
        return backend.verify(endpoint.getConfiguration().getClientSideId());
    }

    /** What writes to LaunchDarkly. */
    public SegmentBackend backend() {
        return backend;
    }

    public RouteOverrides overrides() {
        return overrides;
    }

    public BodyReader bodyReader() {
        return bodyReader;
    }

    public ChangeMapper mapper() {
        return mapper;
    }

    public MessageExplainer explainer() {
        return explainer;
    }

    public BatchSender sender() {
        return sender;
    }

    public StaleFilter fence() {
        return fence;
    }

    public DeliveryState state() {
        return sender.state();
    }

    public RateLimiterState rateState() {
        return rateGate.state(clock.getAsLong());
    }

    /** The time by the clock of {@link #rateState}. */
    public long now() {
        return clock.getAsLong();
    }

    /** The continuation that this thread runs, or {@code null}. */
    public Continuations.Running continuation() {
        return continuations.current();
    }

    /**
     * Runs a route's continuation, not on a thread that sends requests as long as others can be had. Until it has run, the
     * exchange counts as under way.
     *
     * @param changes how many the exchange has
     * @param sentBy  the continuation that sent the exchange, or {@code null}
     */
    public void complete(int changes, Continuations.Running sentBy, Runnable continuation) {
        sender.continuing(changes);
        continuations.run(sentBy, () -> {
            try {
                continuation.run();
            } finally {
                sender.continued(changes);
            }
        });
    }

    /** The gate of the account; a dry run sends nothing, so it takes nothing of what the account may send. */
    private RateLimiter rateGate() {
        Duration maxWait = options.retryPolicy().maxDelay();
        return endpoint.getConfiguration().isDryRun()
                ? new RateLimiter(maxWait)
                : endpoint.getComponent().rateGate(options.apiUrl(), options.token(), maxWait);
    }

    private SegmentBackend newBackend() {
        SegmentBackend synced = new SyncedSegments(
                transport, options.apiUrl(), options.clientSdkUrl(), options.token(), UserAgent.VALUE);
        return endpoint.getConfiguration().isDryRun() ? new DryRun(synced) : synced;
    }

    private MarkStore fenceStore() {
        LaunchDarklyAudienceConfiguration configuration = endpoint.getConfiguration();
        MarkStore memory = new BoundedMarkStore(configuration.getMaxRememberedMemberships());
        MarkStore store = configuration.getStateRepository() == null
                ? memory
                : new StateRepositoryMarks(configuration.getStateRepository(), memory);
        return configuration.isDryRun() ? MarkStore.readOnly(store) : store;
    }
}
