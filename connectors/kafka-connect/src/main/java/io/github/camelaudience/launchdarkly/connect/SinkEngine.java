package io.github.camelaudience.launchdarkly.connect;

import io.github.camelaudience.launchdarkly.core.launchdarkly.CredentialsReport;
import io.github.camelaudience.launchdarkly.core.launchdarkly.http.HttpClientTransport;
import io.github.camelaudience.launchdarkly.core.ledger.MemoryStore;
import io.github.camelaudience.launchdarkly.core.ledger.OneProcessLedger;
import io.github.camelaudience.launchdarkly.core.mapping.ExpressionLanguages;
import io.github.camelaudience.launchdarkly.core.observe.ComponentLog;
import io.github.camelaudience.launchdarkly.core.observe.EngineObservers;
import io.github.camelaudience.launchdarkly.core.settings.EngineOptions;
import io.github.camelaudience.launchdarkly.core.settings.EngineSettings;
import io.github.camelaudience.launchdarkly.core.settings.MessageRules;
import io.github.camelaudience.launchdarkly.core.sync.SyncEngine;
import io.github.camelaudience.launchdarkly.core.verdict.ChangeMapper;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Runs an engine between two rebalances. With each it begins anew, and remembers nothing: what another task has applied meanwhile is
 * not known here, so that nothing may be taken for a duplicate, or for stale, by what was accepted before.
 */
final class SinkEngine {

    private final EngineOptions options;
    private final EngineSettings settings;
    private final ChangeMapper mapper;
    private final EngineObservers observers = new EngineObservers();

    private HttpClientTransport transport;
    private volatile SyncEngine engine;

    /** Compiles what the options say; nothing is started yet. */
    SinkEngine(SinkOptions sink) {
        options = sink.engine();
        settings = sink.settings();
        mapper = new ChangeMapper(
                settings.mapping(),
                MessageRules.trigger(options.getTrigger(), ComponentLog.LOG::warn),
                MessageRules.mapping(options.getMapping(), ExpressionLanguages.NONE, ComponentLog.LOG::warn));
        observers.start(options.getUnauthorizedCoolDown());
    }

    /**
     * Asks LaunchDarkly whether it knows the environment and accepts the token. If it cannot say, the log does.
     *
     * @throws ConnectException when it does not
     */
    void verify() {
        try (HttpClientTransport http = transport()) {
            CredentialsReport report =
                    settings.backend(http, ComponentLog.LOG::warn).verify(options.getClientSideId());
            if (report.isWrong()) {
                throw new ConnectException(report.describe());
            }
            if (!report.ok()) {
                ComponentLog.LOG.warn(
                        "The credentials could not be checked, and the start goes on: {}", report.describe());
            }
        }
    }

    private HttpClientTransport transport() {
        return new HttpClientTransport(
                Duration.ofMillis(options.getConnectTimeout()), Duration.ofMillis(options.getResponseTimeout()));
    }

    /** Gives the engine, which starts when it is first asked for. */
    SyncEngine running() {
        if (engine == null) {
            transport = transport();
            engine = SyncEngine.of(options.getClientSideId(), settings.backend(transport, ComponentLog.LOG::warn))
                    .mapper(mapper)
                    .limits(settings.readLimits())
                    .delivery(settings.delivery())
                    .retryPolicy(settings.retryPolicy())
                    .rateLimiter(SharedLimits.of(settings))
                    .clock(SharedLimits.CLOCK)
                    .ledger(new OneProcessLedger(
                            new MemoryStore(options.getMaxRememberedMemberships()),
                            settings.ledgerTimes(),
                            SharedLimits.CLOCK))
                    .monitors(observers.delivery(), observers)
                    .brake(settings.brake())
                    .deletes(
                            settings.deleteEnvironments(),
                            List.of(),
                            settings.ledgerTimes().settleAfter())
                    .dryRun(options.isDryRun())
                    .start();
        }
        return engine;
    }

    /** Gives the engine if it runs, else {@code null}. */
    SyncEngine current() {
        return engine;
    }

    /** Gives what counts and logs, over all engines. */
    EngineObservers observers() {
        return observers;
    }

    /** Sends what waits, fails what cannot be sent within this time, and breaks off what is under way then. */
    void stop(long millis) {
        SyncEngine last = engine;
        if (last == null) {
            return;
        }
        engine = null;
        try {
            last.stop(millis, 0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            transport.close();
        }
    }
}
