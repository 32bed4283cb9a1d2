package io.github.camelaudience.launchdarkly;

import io.github.camelaudience.launchdarkly.core.launchdarkly.RateScope;
import io.github.camelaudience.launchdarkly.core.ledger.AudienceState;
import io.github.camelaudience.launchdarkly.core.observe.AudienceFigures;
import io.github.camelaudience.launchdarkly.core.observe.AudienceSizes;
import io.github.camelaudience.launchdarkly.core.observe.AudienceTally;
import io.github.camelaudience.launchdarkly.core.observe.ComponentLog;
import io.github.camelaudience.launchdarkly.core.settings.EngineSettings;
import io.github.camelaudience.launchdarkly.core.settings.OptionAdvice;
import io.github.camelaudience.launchdarkly.host.FailedStart;
import io.github.camelaudience.launchdarkly.observe.EndpointObservers;
import io.github.camelaudience.launchdarkly.runtime.ComponentRuntime;
import io.github.camelaudience.launchdarkly.runtime.EndpointRuntime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.apache.camel.AsyncEndpoint;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.spi.EndpointServiceLocation;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.support.DefaultEndpoint;
import org.slf4j.Logger;

/**
 * Sync Twilio Segment audiences to LaunchDarkly segments.
 *
 * <p>All producers of an endpoint share one delivery: windows, order and limits hold across them.
 */
@ManagedResource(description = "LaunchDarkly audience endpoint")
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "launchdarkly-audience",
        title = "LaunchDarkly Audience",
        syntax = "launchdarkly-audience:clientSideId",
        category = {Category.CLOUD, Category.API},
        producerOnly = true,
        remote = true,
        headersClass = LaunchDarklyAudienceConstants.class)
public class LaunchDarklyAudienceEndpoint extends DefaultEndpoint implements AsyncEndpoint, EndpointServiceLocation {

    private static final Logger LOG = ComponentLog.LOG;

    @UriParam
    private final LaunchDarklyAudienceConfiguration configuration;

    private final EndpointObservers observers = new EndpointObservers();
    private final Supplier<AudienceFigures> figures = this::figures;

    /** The delivery as soon as it exists, so that a start which fails can release what it had begun. */
    private EndpointRuntime begun;

    private volatile EndpointRuntime delivery;
    private LaunchDarklyAudienceHealthCheck healthCheck;

    public LaunchDarklyAudienceEndpoint(
            String uri, LaunchDarklyAudienceComponent component, LaunchDarklyAudienceConfiguration configuration) {
        super(uri, component);
        this.configuration = configuration;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        try {
            EngineSettings options = EngineSettings.check(configuration);
            OptionAdvice.of(configuration).forEach(LOG::warn);
            begin(options);
        } catch (RuntimeException e) {
            throw FailedStart.told(getCamelContext(), e);
        } catch (Error e) {
            // after an exception Camel stops what has not started; after an error it would not
            throw new IllegalStateException("the endpoint cannot start: " + e, e);
        }
    }

    private void begin(EngineSettings options) {
        ComponentRuntime shared = getComponent().runtime();
        begun = new EndpointRuntime(getCamelContext(), configuration, options, shared, observers);
        shared.running().add(figures, configuration.getClientSideId());
        begun.start();
        delivery = begun;
        healthCheck = LaunchDarklyAudienceHealthCheck.register(
                getCamelContext(),
                configuration,
                getComponent().isHealthCheckProducerEnabled(),
                figures,
                this::ledgerTrouble,
                begun::unverified);
    }

    @Override
    protected void doStop() throws Exception {
        if (healthCheck != null) {
            healthCheck.unregister();
            healthCheck = null;
        }
        delivery = null;
        EndpointRuntime stopping = begun;
        begun = null;
        try {
            if (stopping != null) {
                stopping.stop();
            }
        } finally {
            getComponent().runtime().running().remove(figures);
            observers.stop();
            super.doStop();
        }
    }

    @Override
    public Producer createProducer() {
        return new LaunchDarklyAudienceProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("launchdarkly-audience cannot be consumed from");
    }

    @Override
    public LaunchDarklyAudienceComponent getComponent() {
        return (LaunchDarklyAudienceComponent) super.getComponent();
    }

    @Override
    public String getServiceUrl() {
        return configuration.getBaseUrl() == null ? configuration.getInstance().apiUrl() : configuration.getBaseUrl();
    }

    @Override
    public String getServiceProtocol() {
        return "http";
    }

    public LaunchDarklyAudienceConfiguration getConfiguration() {
        return configuration;
    }

    @ManagedAttribute(description = "Changes that LaunchDarkly accepted, those superseded by newer ones included")
    public long getChanges() {
        return figures().changes();
    }

    @ManagedAttribute(description = "Changes that failed their exchange")
    public long getFailedChanges() {
        return figures().failed();
    }

    @ManagedAttribute(description = "Messages that were skipped")
    public long getSkipped() {
        return figures().skippedInAll();
    }

    @ManagedAttribute(description = "Messages that were rejected")
    public long getRejected() {
        return figures().rejectedInAll();
    }

    @ManagedAttribute(description = "Bodies that could not be read, which failed their exchange")
    public long getUnread() {
        return figures().unread();
    }

    @ManagedAttribute(description = "Changes whose message has no time that can be read: they count as happening now")
    public long getUnreadableTime() {
        return figures().unreadableTime();
    }

    @ManagedAttribute(description = "What audits found to differ from what is believed")
    public long getDrift() {
        return observers.engine().drift();
    }

    @ManagedAttribute(description = "How far the mirror under way is; empty for an endpoint that does not mirror")
    public String getMirror() {
        EndpointRuntime running = delivery;
        return running == null || running.mirrors() == null
                ? ""
                : running.mirrors().progress().words();
    }

    @ManagedAttribute(description = "Requests sent, repeats included")
    public long getRequests() {
        return figures().requests();
    }

    @ManagedAttribute(description = "Requests that repeated a failed one")
    public long getRetries() {
        return figures().retries();
    }

    @ManagedAttribute(description = "Requests that LaunchDarkly answered with: too many requests")
    public long getThrottled() {
        return figures().throttled();
    }

    @ManagedAttribute(description = "Requests since the last accepted one")
    public long getConsecutiveFailures() {
        return figures().consecutiveFailures();
    }

    @ManagedAttribute(description = "Changes taken and not settled")
    public int getPending() {
        return figures().pending();
    }

    @ManagedAttribute(description = "Age in milliseconds of the oldest exchange that is not settled")
    public long getOldestWaitingMillis() {
        return figures().oldestWaitingMillis();
    }

    @ManagedAttribute(description = "Requests under way")
    public int getInFlight() {
        return figures().inFlight();
    }

    @ManagedAttribute(description = "How long in milliseconds the oldest of them has been under way")
    public long getOldestRequestMillis() {
        return figures().oldestRequestMillis();
    }

    @ManagedAttribute(description = "Changes of settled exchanges whose routes have not gone on yet")
    public int getContinuing() {
        return figures().continuing();
    }

    @ManagedAttribute(description = "How many requests may be under way by what was accepted so far")
    public int getAllowedInFlight() {
        return figures().allowedInFlight();
    }

    @ManagedAttribute(description = "Requests per window by the limit that leaves least; -1 if not known")
    public long getRateLimit() {
        return figures().rateLimit().orElse(-1);
    }

    @ManagedAttribute(description = "Requests that may still be sent in this window by that limit; -1 if not known")
    public long getRateRemaining() {
        return figures().rateRemaining().orElse(-1);
    }

    @ManagedAttribute(
            description =
                    "How long in milliseconds nothing is sent because a limit is used up or LaunchDarkly asked for a pause")
    public long getRateWaitingMillis() {
        return figures().rateWaitingMillis();
    }

    @ManagedAttribute(
            description = "What holds up the next request: account, route, token, learned, pause, in_flight, or none")
    public String getRateHeldBy() {
        return figures().rateHeldBy().toString();
    }

    @ManagedAttribute(
            description = "Requests per window that LaunchDarkly announces for the account; -1 if it does not")
    public long getAccountRateLimit() {
        return rate(RateScope.ACCOUNT, AudienceFigures.Rate::limit);
    }

    @ManagedAttribute(
            description = "What may still be sent in this window by the limit of the account; -1 if not known")
    public long getAccountRateRemaining() {
        return rate(RateScope.ACCOUNT, AudienceFigures.Rate::remaining);
    }

    @ManagedAttribute(description = "How long in milliseconds until the window of the account ends; -1 if not known")
    public long getAccountRateResetMillis() {
        return rate(RateScope.ACCOUNT, AudienceFigures.Rate::resetMillis);
    }

    @ManagedAttribute(description = "Requests per window that LaunchDarkly announces for the route; -1 if it does not")
    public long getRouteRateLimit() {
        return rate(RateScope.ROUTE, AudienceFigures.Rate::limit);
    }

    @ManagedAttribute(description = "What may still be sent in this window by the limit of the route; -1 if not known")
    public long getRouteRateRemaining() {
        return rate(RateScope.ROUTE, AudienceFigures.Rate::remaining);
    }

    @ManagedAttribute(description = "How long in milliseconds until the window of the route ends; -1 if not known")
    public long getRouteRateResetMillis() {
        return rate(RateScope.ROUTE, AudienceFigures.Rate::resetMillis);
    }

    @ManagedAttribute(
            description = "Requests per window that LaunchDarkly announces for the access token; -1 if it does not")
    public long getTokenRateLimit() {
        return rate(RateScope.TOKEN, AudienceFigures.Rate::limit);
    }

    @ManagedAttribute(
            description = "What may still be sent in this window by the limit of the access token; -1 if not known")
    public long getTokenRateRemaining() {
        return rate(RateScope.TOKEN, AudienceFigures.Rate::remaining);
    }

    @ManagedAttribute(
            description = "How long in milliseconds until the window of the access token ends; -1 if not known")
    public long getTokenRateResetMillis() {
        return rate(RateScope.TOKEN, AudienceFigures.Rate::resetMillis);
    }

    private long rate(RateScope scope, ToLongFunction<AudienceFigures.Rate> part) {
        AudienceFigures.Rate known = figures().rateLimits().get(scope);
        return known == null ? -1 : part.applyAsLong(known);
    }

    @ManagedAttribute(description = "Status, code and request id of the last answer")
    public String getLastOutcome() {
        return figures().lastOutcome();
    }

    @ManagedAttribute(description = "LaunchDarkly's refusal of the access token, while it lasts")
    public String getUnauthorized() {
        return figures().unauthorized();
    }

    @ManagedAttribute(description = "Why changes are held although no message is to blame, while it lasts")
    public String getHeld() {
        return figures().held();
    }

    @ManagedAttribute(description = "Whether the last attempts failed and none was accepted since")
    public boolean isFailing() {
        return figures().failing();
    }

    @ManagedAttribute(description = "When LaunchDarkly last accepted a request")
    public String getLastSuccess() {
        return figures().lastSuccess() == null ? null : figures().lastSuccess().toString();
    }

    @ManagedOperation(description = "Why single audiences are held although no message is to blame, by their id")
    public Map<String, String> heldAudiences() {
        return figures().heldAudiences();
    }

    @ManagedOperation(
            description =
                    "How many members each audience has, by context kind and id: at least so many while others may be unknown")
    public Map<String, String> members() {
        Map<String, String> members = new LinkedHashMap<>();
        sizes().forEach(each -> members.put(
                each.audience().contextKind() + "/" + each.audience().audienceId(), AudienceSizes.inWords(each)));
        return members;
    }

    /** Gives how large audiences are, as the ledger knows it now; empty where nothing is synced. */
    public List<AudienceState> sizes() {
        EndpointRuntime running = delivery;
        if (running == null || running.sizes() == null) {
            return List.of();
        }
        running.sizes().refresh();
        return running.sizes().all();
    }

    /** Says what is wrong with the ledger; {@code null} while nothing is known to be. */
    String ledgerTrouble() {
        EndpointRuntime running = delivery;
        return running == null || running.sizes() == null
                ? null
                : running.sizes().trouble();
    }

    @ManagedOperation(description = "How many messages were skipped, by reason")
    public Map<String, Long> skippedByReason() {
        return figures().skipped();
    }

    @ManagedOperation(description = "How many messages were rejected, by reason")
    public Map<String, Long> rejectedByReason() {
        return figures().rejected();
    }

    @ManagedOperation(
            description =
                    "Lets the removals of an audience pass for an hour, if too many people have left it; tells how many were held")
    public int releaseAudience(String audienceId) {
        EndpointRuntime running = delivery;
        return running == null ? 0 : running.release(audienceId);
    }

    @ManagedOperation(
            description = "Asks LaunchDarkly whether it knows the client-side ID and accepts the access token")
    public String verifyCredentials() {
        EndpointRuntime running = delivery;
        return running == null ? "not started" : running.verify().describe();
    }

    @ManagedOperation(
            description =
                    "Tries what is held again at once, not after its cool-down; tells how many holds had time to go")
    public int tryAgain() {
        EndpointRuntime running = delivery;
        return running == null ? 0 : running.engine().tryAgain();
    }

    @ManagedOperation(description = "Tries one audience that is held alone again at once; tells whether it was held")
    public boolean tryAudienceAgain(String environment, String audienceId) {
        EndpointRuntime running = delivery;
        return running != null && running.engine().tryAgain(environment, audienceId) > 0;
    }

    /** Tells what has become of each audience's changes since the process began. */
    public List<AudienceTally.Standing> audiences() {
        return observers.engine().audiences();
    }

    /** Tells what this endpoint stands at; without figures of delivery while it is not started. */
    public AudienceFigures figures() {
        EndpointRuntime running = delivery;
        return observers.engine().figures(running == null ? null : running.engine());
    }

    EndpointObservers observers() {
        return observers;
    }

    /** Returns the running delivery, or {@code null} when the endpoint is not started. */
    public EndpointRuntime delivery() {
        return delivery;
    }
}
