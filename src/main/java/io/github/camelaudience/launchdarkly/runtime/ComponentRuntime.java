package io.github.camelaudience.launchdarkly.runtime;

import io.github.camelaudience.launchdarkly.core.delivery.MonotonicClock;
import io.github.camelaudience.launchdarkly.core.delivery.pacing.RateLimiter;
import io.github.camelaudience.launchdarkly.core.delivery.pacing.SharePacing;
import io.github.camelaudience.launchdarkly.core.launchdarkly.AccessToken;
import io.github.camelaudience.launchdarkly.core.ledger.MembershipLedger;
import io.github.camelaudience.launchdarkly.core.sync.SyncEngine;
import io.github.camelaudience.launchdarkly.observe.RunningFigures;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelContext;

/** Holds what the endpoints of a component share: the clock, the rate limiter of each account, and who of them runs. */
public final class ComponentRuntime {

    private record Account(String baseUrl, AccessToken token) {}

    private record Remembered(String baseUrl, MembershipLedger ledger) {}

    /** One for all endpoints: they share rate limiters, which compare times. */
    private final MonotonicClock clock = new MonotonicClock();

    private final ContextStopping stopping = new ContextStopping(clock);
    private final Map<Account, RateLimiter> rateLimiters = new ConcurrentHashMap<>();
    private final Map<Account, SharePacing> sharePacings = new ConcurrentHashMap<>();
    private final List<Remembered> remembered = new CopyOnWriteArrayList<>();
    private final List<SyncEngine> engines = new CopyOnWriteArrayList<>();
    private final RunningFigures running = new RunningFigures();

    /** Learns from now on when the context stops. */
    public void watch(CamelContext context) {
        context.addLifecycleStrategy(stopping);
    }

    /** Gives the clock of all endpoints. */
    public MonotonicClock clock() {
        return clock;
    }

    /** Gives the figures of the endpoints that have started. */
    public RunningFigures running() {
        return running;
    }

    /** Tells how long the context has been stopping, in milliseconds: its routes have had that of its timeout. */
    long stoppingFor() {
        return stopping.millis();
    }

    /** Knows the engine of an endpoint that syncs. */
    void add(SyncEngine engine) {
        engines.add(engine);
    }

    /** Knows it no longer. */
    void remove(SyncEngine engine) {
        engines.remove(engine);
    }

    /** Gives the engines of the endpoints that sync. */
    List<SyncEngine> engines() {
        return engines;
    }

    /** Shows those who audit or ask why what an endpoint remembers. */
    void add(String baseUrl, MembershipLedger ledger) {
        remembered.add(new Remembered(baseUrl, ledger));
    }

    /** Shows it no longer; other endpoints may share it. */
    void remove(String baseUrl, MembershipLedger ledger) {
        remembered.remove(new Remembered(baseUrl, ledger));
    }

    /** Gives the ledgers of the endpoints that write to this service, each once. */
    List<MembershipLedger> ledgers(String baseUrl) {
        return remembered.stream()
                .filter(each -> each.baseUrl().equals(baseUrl))
                .map(Remembered::ledger)
                .distinct()
                .toList();
    }

    /** Gives one pacing per account for all audits, beside the limiter's. */
    SharePacing sharePacing(String baseUrl, AccessToken token, Duration maxWait) {
        return sharePacings.computeIfAbsent(
                new Account(baseUrl, token), account -> new SharePacing(rateLimiter(baseUrl, token, maxWait), maxWait));
    }

    /**
     * Gives one limiter per account, because LaunchDarkly counts the requests of an account together.
     *
     * @param maxWait how long who asks waits at most; others who share the limiter may wait for longer
     */
    RateLimiter rateLimiter(String baseUrl, AccessToken token, Duration maxWait) {
        return rateLimiters.computeIfAbsent(new Account(baseUrl, token), account -> new RateLimiter(maxWait));
    }
}
