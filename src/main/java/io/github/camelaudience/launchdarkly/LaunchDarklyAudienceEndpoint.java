package io.github.camelaudience.launchdarkly;

import org.apache.camel.AsyncEndpoint;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.spi.EndpointServiceLocation;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.support.DefaultEndpoint;

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

    @UriParam
    private final LaunchDarklyAudienceConfiguration configuration;

    private volatile AudienceDelivery delivery;

    public LaunchDarklyAudienceEndpoint(
            String uri, LaunchDarklyAudienceComponent component, LaunchDarklyAudienceConfiguration configuration) {
        super(uri, component);
        this.configuration = configuration;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        AudienceDelivery starting = new AudienceDelivery(this, AudienceOptions.check(configuration));
        starting.start();
        delivery = starting;
    }

    @Override
    protected void doStop() throws Exception {
        AudienceDelivery stopping = delivery;
        delivery = null;
        if (stopping != null) {
            stopping.stop();
        }
        super.doStop();
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

    /** The running delivery, or {@code null} when the endpoint is not started. */
    AudienceDelivery delivery() {
        return delivery;
    }
}
