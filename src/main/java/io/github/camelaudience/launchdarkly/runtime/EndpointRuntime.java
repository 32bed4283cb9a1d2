package io.github.camelaudience.launchdarkly.runtime;

import io.github.camelaudience.launchdarkly.InvalidCredentialsException;
import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceConfiguration;
import io.github.camelaudience.launchdarkly.Operation;
import io.github.camelaudience.launchdarkly.core.audit.AuditQuestion;
import io.github.camelaudience.launchdarkly.core.audit.AuditReport;
import io.github.camelaudience.launchdarkly.core.audit.Beliefs;
import io.github.camelaudience.launchdarkly.core.brake.BrakePolicy;
import io.github.camelaudience.launchdarkly.core.delivery.DeliveryState;
import io.github.camelaudience.launchdarkly.core.delivery.pacing.RateLimiter;
import io.github.camelaudience.launchdarkly.core.explain.MessageExplainer;
import io.github.camelaudience.launchdarkly.core.launchdarkly.CredentialsReport;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentBackend;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentKind;
import io.github.camelaudience.launchdarkly.core.ledger.MembershipLedger;
import io.github.camelaudience.launchdarkly.core.mapping.FieldMapping;
import io.github.camelaudience.launchdarkly.core.observe.AudienceSizes;
import io.github.camelaudience.launchdarkly.core.observe.ComponentLog;
import io.github.camelaudience.launchdarkly.core.settings.EngineSettings;
import io.github.camelaudience.launchdarkly.core.settings.MessageRules;
import io.github.camelaudience.launchdarkly.core.sync.SyncEngine;
import io.github.camelaudience.launchdarkly.core.sync.SyncThreads;
import io.github.camelaudience.launchdarkly.core.trigger.Trigger;
import io.github.camelaudience.launchdarkly.core.verdict.ChangeMapper;
import io.github.camelaudience.launchdarkly.core.why.Why;
import io.github.camelaudience.launchdarkly.core.why.WhyAnswer;
import io.github.camelaudience.launchdarkly.core.why.WhyQuestion;
import io.github.camelaudience.launchdarkly.exchange.BodyReader;
import io.github.camelaudience.launchdarkly.exchange.RouteOverrides;
import io.github.camelaudience.launchdarkly.http.CamelHttpTransport;
import io.github.camelaudience.launchdarkly.observe.EndpointObservers;
import io.github.camelaudience.launchdarkly.transform.ContextJackson;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.StatefulService;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.StateRepository;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.support.service.ServiceSupport;

/**
 * Lends Camel's threads and HTTP client to the engine of an endpoint. Built from options, started and stopped with the
 * endpoint.
 */
public final class EndpointRuntime extends ServiceSupport {

    /** So often the sizes of audiences are read. */
    private static final long SIZES_MILLIS = 5_000;

    /** So often what was lost is looked for, at least; and so often within {@code settleAfter}. */
    private static final long LOOK_MILLIS = 10_000;

    private static final long LOOKS = 10;

    /** The credentials are not asked about more often than this. */
    private static final long LEAST_MILLIS = 1_000;

    private final CamelContext context;
    private final LaunchDarklyAudienceConfiguration configuration;
    private final EngineSettings options;
    private final ComponentRuntime shared;
    private final EndpointObservers observers;
    private final RouteOverrides overrides;
    private final BodyReader bodyReader;
    private final ChangeMapper mapper;
    private final MessageExplainer explainer;
    private final CamelHttpTransport transport;
    private final SegmentBackend backend;

    /** Why the credentials could not be checked at the start; {@code null} if they could. */
    private volatile String unchecked;

    /** Whether the log has said that they are wrong; it is asked by one thread at a time. */
    private boolean saidWrong;

    /** {@code null} if there was none. */
    private Instant lastSuccessBefore;

    /** {@code null} if nobody wants events. */
    private EventPublisher events;

    private final List<ExecutorService> pools = new ArrayList<>();
    private SyncThreads threads;
    private SyncEngine engine;
    private final LedgerChoice choice;
    /** {@code null} while it is not started. */
    private OpenLedgers.Use ledger;

    private AuditRuntime audits;
    private MirrorRuntime mirrors;
    private AudienceSizes sizes;

    /** Compiles what the options say; nothing is started yet. */
    public EndpointRuntime(
            CamelContext context,
            LaunchDarklyAudienceConfiguration configuration,
            EngineSettings options,
            ComponentRuntime shared,
            EndpointObservers observers) {
        this.context = context;
        this.configuration = configuration;
        this.options = options;
        this.choice = LedgerChoice.of(configuration);
        this.shared = shared;
        this.observers = observers;
        this.overrides = new RouteOverrides(configuration.isHeaderOverrides());
        this.bodyReader = new BodyReader(options.readLimits(), ContextJackson.writer(context));
        Trigger trigger = MessageRules.trigger(
                RuleTexts.of(context, "trigger", configuration.getTrigger()), ComponentLog.LOG::warn);
        FieldMapping mapping = MessageRules.mapping(
                RuleTexts.of(context, "mapping", configuration.getMapping()),
                new CamelLanguages(context, CamelLanguages.names(configuration.getMappingLanguages())),
                ComponentLog.LOG::warn);
        this.mapper = new ChangeMapper(options.mapping(), trigger, mapping);
        this.explainer = new MessageExplainer(options.mapping(), trigger, mapping);
        String http = configuration.getHttpComponent();
        this.transport = new CamelHttpTransport(
                context,
                http == null ? CamelHttpTransport.componentFor(options.apiUrl()) : http,
                configuration.getConnectTimeout(),
                configuration.getResponseTimeout(),
                configuration.getMaxInFlight());
        this.backend = options.backend(transport, ComponentLog.LOG::warn);
    }

    @Override
    protected void doStart() throws Exception {
        ServiceHelper.startService(transport);
        if (configuration.isVerifyOnStart()) {
            CredentialsReport report = verify();
            if (report.isWrong()) {
                throw new InvalidCredentialsException(report);
            }
            if (!report.ok()) {
                lastSuccessBefore = lastSuccess();
                saidWrong = false;
                unchecked = report.describe();
                ComponentLog.LOG.warn("The credentials could not be checked, and the start goes on: {}", unchecked);
            }
        }
        startRepository(configuration.getStateRepository());
        if (configuration.getEventsUri() != null && isSyncing()) {
            events = new EventPublisher(context, configuration.getEventsUri());
            events.start();
        }
        observers.start(
                context,
                configuration.getClientSideId(),
                configuration.getUnauthorizedCoolDown(),
                shared.running(),
                events == null ? List.of() : List.of(events));
        ledger = openLedger();
        threads = threads();
        engine = SyncEngine.of(configuration.getClientSideId(), backend)
                .mapper(mapper)
                .limits(options.readLimits())
                .delivery(options.delivery())
                .retryPolicy(options.retryPolicy())
                .rateLimiter(rateLimiter())
                .ledger(ledger.ledger())
                .lookForLost(lookForLost())
                .threads(threads)
                .clock(shared.clock())
                .monitors(observers.engine().delivery(), observers.engine())
                .brake(configuration.getOperation() == Operation.mirror ? BrakePolicy.OFF : options.brake())
                .deletes(
                        options.deleteEnvironments(),
                        options.rejectedFolders(),
                        options.ledgerTimes().settleAfter())
                .dryRun(configuration.isDryRun())
                .start();
        if (configuration.getOperation() == Operation.audit) {
            audits = makeAudits();
        } else if (isWriting()) {
            shared.add(engine);
            shared.add(options.apiUrl(), ledger.ledger());
        }
        if (isSyncing()) {
            startSizes();
        }
        if (configuration.getOperation() == Operation.mirror) {
            mirrors = makeMirrors();
        }
        askAgainLater();
    }

    /** As long as nobody knows whether the credentials are right: without messages no request would tell. */
    private void askAgainLater() {
        if (unverified() == null) {
            return;
        }
        try {
            long later = Math.max(LEAST_MILLIS, configuration.getUnauthorizedCoolDown());
            threads.alarm().schedule(this::askAgain, later, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // it stops
        }
    }

    /** On the alarm's thread, which waits for nobody. */
    private void askAgain() {
        try {
            threads.senders().execute(() -> {
                try {
                    if (unverified() != null) {
                        note(verify());
                    }
                } finally {
                    askAgainLater();
                }
            });
        } catch (RejectedExecutionException e) {
            // it stops
        }
    }

    private void note(CredentialsReport report) {
        if (report.ok()) {
            ComponentLog.LOG.info("The credentials were checked after the start: {}", report.describe());
            return;
        }
        if (report.isWrong() && !saidWrong) {
            ComponentLog.LOG.warn("The credentials were checked after the start, and are wrong: {}", report.describe());
        }
        saidWrong = report.isWrong();
        unchecked = report.describe();
    }

    private void startSizes() {
        sizes = new AudienceSizes(ledger.ledger(), observers::sized);
        shared.running().add(sizes);
        pool(context.getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "launchdarkly-audience-sizes"))
                .scheduleWithFixedDelay(sizes::refresh, 0, SIZES_MILLIS, TimeUnit.MILLISECONDS);
    }

    private OpenLedgers.Written written() {
        return new OpenLedgers.Written(options.kind(), options.apiUrl());
    }

    /**
     * Lets the removals of an audience pass for an hour, in all endpoints of the component.
     *
     * @return how many were held, by environment, context kind and audience
     */
    public int release(String audienceId) {
        return shared.engines().stream()
                .mapToInt(each -> each.release(audienceId))
                .sum();
    }

    /** Often enough that what is lost is not lost for much longer than it must be. */
    private Duration lookForLost() {
        return Duration.ofMillis(Math.min(LOOK_MILLIS, Math.max(1, configuration.getSettleAfter() / LOOKS)));
    }

    private boolean isSyncing() {
        return configuration.getOperation() == Operation.sync && !configuration.isDryRun();
    }

    private boolean isWriting() {
        return isOfMembers() && !configuration.isDryRun();
    }

    private boolean isOfMembers() {
        return configuration.getOperation() == Operation.sync || configuration.getOperation() == Operation.mirror;
    }

    /** What only reads does not keep a folder from those who write. */
    private OpenLedgers.Use openLedger() {
        OpenLedgers ledgers = OpenLedgers.of(context);
        if (isWriting()) {
            return ledgers.write(choice, written(), options.ledgerTimes(), shared.clock());
        }
        return isOfMembers() && !choice.isNotThere()
                ? ledgers.look(choice, options.ledgerTimes(), shared.clock())
                : ledgers.write(new LedgerChoice.InMemory(0), written(), options.ledgerTimes(), shared.clock());
    }

    /**
     * Tells what is known of a person: by the ledger that the options name, else by those of the endpoints that sync.
     *
     * @param environment client-side ID of the environment
     */
    public WhyAnswer why(WhyQuestion question, String environment) {
        String kind = configuration.getContextKind();
        if (!choice.isOfOneEndpoint()) {
            OpenLedgers.Use use = OpenLedgers.of(context).look(choice, options.ledgerTimes(), shared.clock());
            try {
                return Why.of(question, environment, kind, use.ledger(), use.isWritten());
            } finally {
                use.end().run();
            }
        }
        List<WhyAnswer> answers = shared.ledgers(options.apiUrl()).stream()
                .map(each -> Why.of(question, environment, kind, each, true))
                .toList();
        if (answers.isEmpty()) {
            throw new IllegalStateException(
                    "there is no ledger to ask: no endpoint syncs here, and none of ledgerFolder, ledgerDataSource and"
                            + " membershipLedger is set");
        }
        return Why.newest(answers);
    }

    /**
     * Checks the options that the core does not know.
     *
     * @throws IllegalArgumentException when they are wrong
     */
    public static void check(LaunchDarklyAudienceConfiguration configuration) {
        LedgerChoice choice = LedgerChoice.of(configuration);
        if (configuration.getOperation() == Operation.mirror) {
            MirrorFolder.of(configuration, choice);
        }
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

    private SyncThreads threads() {
        ExecutorServiceManager executors = context.getExecutorServiceManager();
        ExecutorService senders = pool(executors.newCachedThreadPool(this, "launchdarkly-audience-sender"));
        ExecutorService continuations = pool(executors.newCachedThreadPool(this, "launchdarkly-audience-completion"));
        ScheduledExecutorService alarm =
                pool(executors.newSingleThreadScheduledExecutor(this, "launchdarkly-audience-alarm"));
        return new SyncThreads(senders, continuations, alarm);
    }

    /** Known here as soon as it exists, so that a start which fails can release it. */
    private <E extends ExecutorService> E pool(E made) {
        pools.add(made);
        return made;
    }

    @Override
    protected void doStop() throws Exception {
        shared.remove(engine);
        if (sizes != null) {
            shared.running().remove(sizes);
        }
        if (ledger != null) {
            shared.remove(options.apiUrl(), ledger.ledger());
        }
        try {
            if (audits != null) {
                audits.stop(configuration.getResponseTimeout());
            }
            if (mirrors != null) {
                mirrors.beginToStop();
            }
        } finally {
            stopEngine();
        }
    }

    private void stopEngine() throws Exception {
        try {
            if (engine != null) {
                long timeout = context.getShutdownStrategy()
                        .getTimeUnit()
                        .toMillis(context.getShutdownStrategy().getTimeout());
                engine.stop(timeout, shared.stoppingFor());
            }
        } finally {
            if (mirrors != null) {
                mirrors.awaitEnd(configuration.getResponseTimeout());
            }
            pools.forEach(context.getExecutorServiceManager()::shutdownNow); // they are known there
            pools.clear();
            closeLedger();
            ServiceHelper.stopService(transport, events);
        }
    }

    private void closeLedger() {
        OpenLedgers.Use last = ledger;
        ledger = null;
        if (last != null) {
            last.end().run();
        }
    }

    /** Asks LaunchDarkly whether it knows the environment and accepts the token. */
    public CredentialsReport verify() {
        CredentialsReport report = backend.verify(configuration.getClientSideId());
        if (report.ok()) {
            unchecked = null;
        }
        return report;
    }

    /**
     * Says why the credentials could not be checked at the start.
     *
     * @return {@code null} if they could, or were found right since, or a request was accepted
     */
    public String unverified() {
        String why = unchecked;
        return why == null || !Objects.equals(lastSuccess(), lastSuccessBefore)
                ? null
                : "the credentials could not be checked at the start, and no request was accepted since: " + why;
    }

    private Instant lastSuccess() {
        return observers.engine().figures(null).lastSuccess();
    }

    /** Gives what writes to LaunchDarkly; in a dry run, too, to show what would be written. */
    public SegmentBackend backend() {
        return backend;
    }

    /** Gives the engine that sessions are opened of. */
    public SyncEngine engine() {
        return engine;
    }

    /** Gives what a route may decide for a message. */
    public RouteOverrides overrides() {
        return overrides;
    }

    /** Gives what takes bodies apart. */
    public BodyReader bodyReader() {
        return bodyReader;
    }

    /** Gives what tells why a message is decided as it is. */
    public MessageExplainer explainer() {
        return explainer;
    }

    /** Gives how large audiences are; {@code null} where nothing is synced. */
    public AudienceSizes sizes() {
        return sizes;
    }

    /** Tells what delivery stands at. */
    public DeliveryState state() {
        return engine.state();
    }

    /** Of the account; a dry run that sends nothing takes nothing of what the account may send. */
    private RateLimiter rateLimiter() {
        return configuration.isDryRun() && configuration.getBackend() != SegmentKind.standard
                ? null
                : shared.rateLimiter(
                        options.apiUrl(), options.token(), options.retryPolicy().maxDelay());
    }

    private AuditRuntime makeAudits() {
        Duration patience = options.retryPolicy().maxDelay();
        return new AuditRuntime(
                options,
                configuration.getClientSideId(),
                configuration.getBackend(),
                transport,
                shared.sharePacing(options.apiUrl(), options.token(), patience),
                shared.clock(),
                pool(context.getExecutorServiceManager().newSingleThreadExecutor(this, "launchdarkly-audience-audit")),
                configuration.getRetryTimeout());
    }

    /**
     * Compares what is believed with LaunchDarkly: by the ledger that the options name, else by those of the endpoints that sync.
     *
     * @param environment client-side ID of the environment
     */
    public AuditReport audit(AuditQuestion question, String environment) {
        if (choice instanceof LedgerChoice.InMemory) {
            return audits.run(question, environment, Beliefs.of(shared.ledgers(options.apiUrl()), true));
        }
        OpenLedgers.Use use = OpenLedgers.of(context).look(choice, options.ledgerTimes(), shared.clock());
        try {
            List<MembershipLedger> ledgers = new ArrayList<>(List.of(use.ledger()));
            if (choice.isOfOneEndpoint()) {
                ledgers.addAll(shared.ledgers(options.apiUrl()));
            }
            return audits.run(question, environment, Beliefs.of(ledgers, use.isWritten()));
        } finally {
            use.end().run();
        }
    }

    private MirrorRuntime makeMirrors() {
        return new MirrorRuntime(
                MirrorFolder.of(configuration, choice),
                engine.ledger(),
                engine,
                shared.clock(),
                pool(context.getExecutorServiceManager()
                        .newSingleThreadExecutor(this, "launchdarkly-audience-mirror")));
    }

    /** Gives what mirrors; {@code null} unless that is the endpoint's operation. */
    public MirrorRuntime mirrors() {
        return mirrors;
    }

    /** Gives what makes audits; {@code null} unless that is the endpoint's operation. */
    public AuditRuntime audits() {
        return audits;
    }
}
