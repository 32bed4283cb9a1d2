package io.github.camelaudience.launchdarkly.soak;

import io.github.camelaudience.standin.StandIn;
import java.util.Properties;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** A Camel route from {@code direct:in} into the component, which talks to a stand-in over HTTP. */
final class SoakRoute {

    private SoakRoute() {}

    /** A context that is not started. */
    static DefaultCamelContext to(StandIn launchDarkly, String options) throws Exception {
        DefaultCamelContext context = new DefaultCamelContext();
        Properties properties = new Properties();
        properties.setProperty("ld.token", launchDarkly.token());
        context.getPropertiesComponent().setInitialProperties(properties);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in")
                        .to("launchdarkly-audience:" + launchDarkly.environment() + "?accessToken={{ld.token}}&baseUrl="
                                + launchDarkly.url() + "&brakeShare=1&" + options);
            }
        });
        return context;
    }
}
