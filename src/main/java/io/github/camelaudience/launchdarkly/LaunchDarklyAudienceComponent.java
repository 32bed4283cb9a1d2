package io.github.camelaudience.launchdarkly;

import io.github.camelaudience.launchdarkly.core.launchdarkly.AccessToken;
import io.github.camelaudience.launchdarkly.core.delivery.pacing.RateLimiter;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.HealthCheckComponent;
import io.github.camelaudience.launchdarkly.core.delivery.MonotonicClock;
import io.github.camelaudience.launchdarkly.runtime.ContextStopping;
import io.github.camelaudience.launchdarkly.runtime.EndpointSettings;

/** Makes endpoints of {@code launchdarkly-audience:clientSideId}: Segment audiences become LaunchDarkly segments. */
@Component("launchdarkly-audience")
public class LaunchDarklyAudienceComponent extends HealthCheckComponent {

    @Metadata(description = "The options that all endpoints share.")
    private LaunchDarklyAudienceConfiguration configuration = new LaunchDarklyAudienceConfiguration();

    private record Account(String baseUrl, AccessToken token) {}

    /** One for all endpoints: they share rate gates, which compare times. */
    private final MonotonicClock clock = new MonotonicClock();

    private final ContextStopping stopping = new ContextStopping(clock);

    private final Map<Account, RateLimiter> rateGates = new ConcurrentHashMap<>();

    private final Set<LaunchDarklyAudienceEndpoint> started = ConcurrentHashMap.newKeySet();

    public LaunchDarklyAudienceComponent() {}

    public LaunchDarklyAudienceComponent(CamelContext context) {
        super(context);
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        getCamelContext().addLifecycleStrategy(stopping);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        LaunchDarklyAudienceConfiguration copy = configuration.copy();
        copy.setClientSideId(remaining);
        LaunchDarklyAudienceEndpoint endpoint = new LaunchDarklyAudienceEndpoint(uri, this, copy);
        setProperties(endpoint, parameters);
        EndpointSettings.check(copy);
        return endpoint;
    }

    /** How long the context has been stopping, in milliseconds: its routes have had that of its timeout. */
    public long stoppingFor() {
        return stopping.millis();
    }

    public MonotonicClock clock() {
        return clock;
    }

    /**
     * One gate per account, because LaunchDarkly counts the requests of an account together.
     *
     * @param maxWait how long who asks waits at most; others who share the gate may wait for longer
     */
    public RateLimiter rateGate(String baseUrl, AccessToken token, Duration maxWait) {
        return rateGates.computeIfAbsent(new Account(baseUrl, token), account -> new RateLimiter(maxWait));
    }

    public void started(LaunchDarklyAudienceEndpoint endpoint) {
        started.add(endpoint);
    }

    void stopped(LaunchDarklyAudienceEndpoint endpoint) {
        started.remove(endpoint);
    }

    /** The running endpoints of an environment. */
    public Stream<LaunchDarklyAudienceEndpoint> started(String clientSideId) {
        return started.stream()
                .filter(endpoint ->
                        endpoint.getConfiguration().getClientSideId().equals(clientSideId));
    }

    public LaunchDarklyAudienceConfiguration getConfiguration() {
        return configuration;
    }

    public void setConfiguration(LaunchDarklyAudienceConfiguration configuration) {
        this.configuration = configuration;
    }
}
