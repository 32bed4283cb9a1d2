package io.github.camelaudience.launchdarkly;

import io.github.camelaudience.launchdarkly.core.settings.EngineSettings;
import io.github.camelaudience.launchdarkly.host.FailedStart;
import io.github.camelaudience.launchdarkly.runtime.ComponentRuntime;
import io.github.camelaudience.launchdarkly.runtime.EndpointRuntime;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.HealthCheckComponent;

/** Makes endpoints of {@code launchdarkly-audience:clientSideId}: Segment audiences become LaunchDarkly segments. */
@Component("launchdarkly-audience")
public class LaunchDarklyAudienceComponent extends HealthCheckComponent {

    @Metadata(description = "The options that all endpoints share.")
    private LaunchDarklyAudienceConfiguration configuration = new LaunchDarklyAudienceConfiguration();

    private final ComponentRuntime runtime = new ComponentRuntime();

    public LaunchDarklyAudienceComponent() {}

    public LaunchDarklyAudienceComponent(CamelContext context) {
        super(context);
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        runtime.watch(getCamelContext());
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        LaunchDarklyAudienceConfiguration copy = configuration.copy();
        copy.setClientSideId(remaining);
        LaunchDarklyAudienceEndpoint endpoint = new LaunchDarklyAudienceEndpoint(uri, this, copy);
        try {
            setProperties(endpoint, parameters);
            EngineSettings.check(copy);
            EndpointRuntime.check(copy);
            return endpoint;
        } catch (Exception e) {
            throw FailedStart.told(getCamelContext(), e);
        }
    }

    /** Gives what the endpoints share. */
    ComponentRuntime runtime() {
        return runtime;
    }

    public LaunchDarklyAudienceConfiguration getConfiguration() {
        return configuration;
    }

    public void setConfiguration(LaunchDarklyAudienceConfiguration configuration) {
        this.configuration = configuration;
    }
}
