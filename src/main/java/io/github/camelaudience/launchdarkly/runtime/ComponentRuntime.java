package io.github.camelaudience.launchdarkly.runtime;

import io.github.camelaudience.launchdarkly.core.delivery.MonotonicClock;
import io.github.camelaudience.launchdarkly.core.delivery.pacing.RateLimiter;
import io.github.camelaudience.launchdarkly.core.launchdarkly.AccessToken;
import io.github.camelaudience.launchdarkly.observe.RunningFigures;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;

/** Holds what the endpoints of a component share: the clock, the rate limiter of each account, and who of them runs. */
public final class ComponentRuntime {

    private record Account(String baseUrl, AccessToken token) {}

    /** One for all endpoints: they share rate limiters, which compare times. */
    private final MonotonicClock clock = new MonotonicClock();

    private final ContextStopping stopping = new ContextStopping(clock);
    private final Map<Account, RateLimiter> rateLimiters = new ConcurrentHashMap<>();
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

    /**
     * Gives one limiter per account, because LaunchDarkly counts the requests of an account together.
     *
     * @param maxWait how long who asks waits at most; others who share the limiter may wait for longer
     */
    RateLimiter rateLimiter(String baseUrl, AccessToken token, Duration maxWait) {
        return rateLimiters.computeIfAbsent(new Account(baseUrl, token), account -> new RateLimiter(maxWait));
    }
}
