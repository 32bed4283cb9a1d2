package io.github.camelaudience.springboot;

import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** From the configured source to the configured environment; credentials are options of the component. */
@Component
class AudienceRoute extends RouteBuilder {

    @Override
    public void configure() {
        from("{{audience.source}}").routeId("audience-sync").to("launchdarkly-audience:{{audience.client-side-id}}");
    }
}
